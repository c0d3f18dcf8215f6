from trust.models.audit import AuditRow, AuditSeal
from trust.models.canary import Canary
from trust.models.heartbeat import Heartbeat
from trust.models.outbox import OutgoingMail

__all__ = ["AuditRow", "AuditSeal", "Canary", "Heartbeat", "OutgoingMail"]
