"""Run every benchmark and print its table; absolute times say little on a shared machine."""

from benchmarks import diagnosis

if __name__ == "__main__":
    diagnosis.report()
