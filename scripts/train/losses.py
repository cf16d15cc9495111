"""What training minimises."""
import torch
import torch.nn.functional as F


def cross_entropy(logits, target):
    """target: classes [B], or shares of classes [B,classes] as mixup gives."""
    if target.dtype == torch.int64:
        return F.cross_entropy(logits.float(), target)
    return -(target * F.log_softmax(logits.float(), -1)).sum(-1).mean()


def divergence(teacher, student):
    """KL(teacher || student), temperature 1, batch mean; the teacher gets no gradient."""
    return F.kl_div(F.log_softmax(student.float(), -1), F.log_softmax(teacher.detach().float(), -1), log_target=True,
                    reduction="batchmean")


def paper(localization, focus, target, kind="ce_kl"):
    """LF-ViT Eq. 12: CE(p_f, y) + KL(p_f || p_l); its ablation Eq. 13 (ce_ce): CE(p_f, y) + CE(p_l, y)."""
    second = divergence(focus, localization) if kind == "ce_kl" else cross_entropy(localization, target)
    return cross_entropy(focus, target) + second


def imitation(localization, focus, teacher):
    """Both stages imitate the teacher, and localization also what focus makes of the same picture."""
    return divergence(teacher, focus) + divergence(teacher, localization) + 0.5 * divergence(focus, localization)


def attention(gca, target):
    """KL(target || class attention) over localization's cells; both [B,g*g], normalised here."""
    target = target / target.sum(1, keepdim=True).clamp_min(1e-9)
    found = gca.float() / gca.float().sum(1, keepdim=True).clamp_min(1e-9)
    return (target * (target.clamp_min(1e-6).log() - found.clamp_min(1e-6).log())).sum(1).mean()
