"""What people say of models: which model gets a card, and the files they wrote."""

from runreport.cards.person import PersonCard, read_person_card
from runreport.cards.subjects import Choice
from runreport.config import Config


def choices_of(config: Config) -> tuple[Choice, ...]:
    """Return the models that the configuration names."""
    return tuple(Choice(model.name, *model.choice) for model in config.models)


def persons_of(config: Config) -> dict[str, PersonCard]:
    """Return what people wrote, by the card's key or the model's name.

    Raises:
        ConfigError: a file is wrong.
    """
    found = {path.stem: path for path in sorted(config.cards_path.glob("*.md"))}
    found |= {model.name: config.folder / model.card for model in config.models if model.card}
    return {name: read_person_card(path) for name, path in found.items()}
