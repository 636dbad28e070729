"""Which model is asked, what its calls cost, and what becomes of them: choice, retries, journal, ledger, budget."""
