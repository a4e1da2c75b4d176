"""TensorBoard's event files: records with checksums, messages, scalars, and what is logged beside them."""
