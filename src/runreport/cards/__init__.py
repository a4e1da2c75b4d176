"""Model cards: fields, where their text comes from, and formats."""
