"""What the house tests read: the project's own files, and none of what tools left between them."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

PROJECT = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {"node_modules", "data", "dist", "htmlcov", "test-results", "__pycache__"}


def files(suffix: str, *folders: str) -> Iterator[Path]:
    """Files of the project whose names end with `suffix`, under the given folders or everywhere."""
    for folder in folders or (".",):
        for path in sorted((PROJECT / folder).rglob(f"*{suffix}")):
            parts = path.relative_to(PROJECT).parts
            if path.is_file() and not any(part in NOT_OURS or part.startswith(".") for part in parts):
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def load_script(name: str) -> ModuleType:
    """A module of scripts/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, PROJECT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
