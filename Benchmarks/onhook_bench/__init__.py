"""The benchmarks of the phone: one module a budget."""
