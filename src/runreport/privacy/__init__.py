"""What may leave: the policy, and redaction by it, between the records and everything else."""

from runreport.privacy.policy import Action, Policy, Redactions
from runreport.privacy.redaction import (
    learn,
    redact,
    redact_facts,
    redact_omission,
    redact_problem,
    redact_text,
)

__all__ = [
    "Action",
    "Policy",
    "Redactions",
    "learn",
    "redact",
    "redact_facts",
    "redact_omission",
    "redact_problem",
    "redact_text",
]
