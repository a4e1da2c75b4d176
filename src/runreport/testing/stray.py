"""Files and folders as they lie about in anyone's projects, of which none is a store."""

from pathlib import Path

FILES = {
    "README.md": b"# Project\n",
    "notes.txt": b"id,name\n",
    "prices.csv": b"date,price\n2026-01-01,3.5\n",
    "people.csv": b"id,name,age\n1,someone,40\n",
    "metrics.csv": b"epoch,loss\n0,0.5\n",
    "config.json": b'{"learning_rate": 0.1}\n',
    "run.json": b'{"command": "make"}\n',
    "events.jsonl": b'{"id": 1, "event": "start"}\n',
    "meta.yaml": b"title: a page\n",
    "config.toml": b"[tool]\n",
    "model.pt": b"PK\x03\x04" + bytes(64),
    "app.db": b"SQLite format 3\x00" + bytes(84),
    "cache.sqlite": b"",
    "table.parquet": b"PAR1" + bytes(16) + b"PAR1",
    "noise": bytes(range(256)) * 32,
}
FOLDERS = ("empty", "src/package", "data", "runs", "logs", "metrics", "0")


def write_strays(folder: Path) -> list[Path]:
    """Write such files, each alone and all together, and folders; return the path of each place."""
    places = []
    for name, content in FILES.items():
        for path in (folder / "together" / name, folder / f"alone-{name}" / name):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        places += [folder / f"alone-{name}", folder / f"alone-{name}" / name]
    for name in FOLDERS:
        path = folder / "folders" / name
        path.mkdir(parents=True)
        places.append(path)
    return [*places, folder / "together", folder / "folders", folder]
