"""What the student is asked to match. Each term is a mean over frames (or tokens) and channels."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass
class Weights:
    """Of the terms of distillation, and of the student's own loss (`letters`); 0 leaves a term out."""

    embedding: float = 1.0
    newest: float = 0.5
    hidden: float = 0.3
    attention: float = 0.0
    prediction: float = 0.5
    letters: float = 0.0

    def total(self, terms: dict) -> torch.Tensor:
        return sum(getattr(self, name) * term for name, term in terms.items())


def whitened(student, teacher):
    """Squared error, each channel divided by the teacher's variance over the batch."""
    student, teacher = student.float(), teacher.float()
    return ((student - teacher) ** 2 / (teacher.var((0, 1)) + 0.02)).mean()


def attention_divergence(student_scores, teacher_scores, mask):
    """Kullback-Leibler divergence of attention [B, H, T, T], the teacher's cut down to what the student may see."""
    teacher = teacher_scores.float().masked_fill(~mask, -torch.inf).log_softmax(-1)
    student = student_scores.float().masked_fill(~mask, -torch.inf).log_softmax(-1)
    terms = teacher.exp() * (teacher - student)
    return terms.masked_fill(~mask, 0).sum(-1).mean()


def prediction_divergence(student_logits, teacher_logits):
    """Kullback-Leibler divergence of the next token [n, vocabulary], mean over the tokens."""
    student, teacher = student_logits.float().log_softmax(-1), teacher_logits.float().log_softmax(-1)
    return F.kl_div(student, teacher, reduction="batchmean", log_target=True)
