"""Which files are fetched: all but large ones that hold no records.

What is left out here is in the copy as an empty file of the right size, so that lists of artifacts are
right. A reader that read it would see zeros, so the rule leaves out only what is known to be something
else than records: weights, arrays, archives, films. Whatever is not known is fetched.
"""

from runreport.readers.names import Names, names_like
from runreport.readers.remote.entry import Entry

LARGE_BYTES = 64 << 20
WHY = (
    f"of weights, arrays, archives and films above {LARGE_BYTES >> 20} MiB, "
    "only name and size are taken from where they lie"
)
POINTS = "metrics"
"""Name of folders in which any file may hold points, whatever its name looks like."""
BULK = names_like(
    (
        *(
            "*.bin",
            "*.ckpt",
            "*.gguf",
            "*.ggml",
            "*.h5",
            "*.hdf5",
            "*.joblib",
            "*.keras",
            "*.mar",
            "*.mlmodel",
        ),
        *("*.msgpack", "*.onnx", "*.pb", "*.pdparams", "*.pickle", "*.pkl", "*.pt", "*.pth", "*.safetensors"),
        *("*.tflite", "*.torchscript", "*.ubj", "*.data-?????-of-?????", "*.index"),
        *("*.arrow", "*.feather", "*.npy", "*.npz", "*.tfrecord", "*.tfrecords", "*.zarr"),
        *("*.7z", "*.bz2", "*.gz", "*.rar", "*.tar", "*.tgz", "*.whl", "*.xz", "*.zip", "*.zst"),
        *("*.avi", "*.dcm", "*.mkv", "*.mov", "*.mp4", "*.nii", "*.tif", "*.tiff", "*.wav", "*.webm"),
    )
)


def is_fetched(inside: str, entry: Entry, wanted: Names) -> bool:
    """Return whether a file's bytes are needed.

    Args:
        inside: its path from the address on.
        entry: what was listed of it.
        wanted: names of the files that readers say they could claim.
    """
    if entry.size is None or entry.size <= LARGE_BYTES:
        return True
    *folders, name = inside.split("/")
    return POINTS in folders or name in wanted or name not in BULK
