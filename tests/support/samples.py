"""Reading what /metrics answers."""

import re

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*)\})? (\d+(?:\.\d+)?)')


def read(text: str) -> dict[tuple[str, frozenset[str]], float]:
    """The metrics by name and labels; fails on a line that is no sample."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            match = SAMPLE.fullmatch(line)
            assert match, line
            found[match[1], frozenset(re.findall(r'[a-z]+="[^"]*"', match[2] or ""))] = float(match[3])
    return found


def one(text: str, name: str, **labels: str) -> float:
    """The sum of the samples of a name that have these labels; there has to be one."""
    wanted = {f'{label}="{value}"' for label, value in labels.items()}
    samples = [value for (found, has), value in read(text).items() if found == name and wanted <= has]
    assert samples, (name, labels)
    return sum(samples)
