"""What Python's zipfile raises while it reads an archive from memory that is damaged, or packed in an unusual way."""

import lzma
import zipfile
import zlib

DAMAGE = (
    zipfile.BadZipFile,  # no archive, a directory that lies, a checksum that does not fit
    zlib.error,  # packed bytes that are none
    lzma.LZMAError,  # the same, packed by LZMA
    OSError,  # the same, packed by bzip2
    EOFError,  # a part that ends too early
    NotImplementedError,  # a way of packing, or a version, that zipfile does not know
    ValueError,  # an offset before the first byte, or a name that says it is UTF-8 and is not
)
LOCKED = RuntimeError  # how zipfile says that a password is needed
USUAL = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def is_usual(part: zipfile.ZipInfo) -> bool:
    """Whether a part is packed as everybody does; unpacking the others may take as much memory as it says it needs."""
    return part.compress_type in USUAL
