"""Metrics whose direction and meaning are common knowledge, the most telling first."""

from dataclasses import dataclass

from runreport.model import Better


@dataclass(frozen=True, slots=True)
class WellKnown:
    """One metric that needs no configuration."""

    label: str
    """For people."""
    names: tuple[str, ...]
    """The spellings it goes by, in lower case without separators: `rocauc` is also `roc_auc`, `ROC-AUC`."""
    better: Better
    explain: str = ""
    """What it says, for readers who know no machine learning; no end stop."""
    scale: str = ""
    """What its numbers mean, where they lie between `low` and `high`; no end stop."""
    low: float | None = None
    high: float | None = None

    def sentence(self, with_scale: bool = True) -> str:
        """Return the explanation as one sentence; empty where there is none."""
        if not self.explain:
            return ""
        return f"{self.explain}; {self.scale}." if with_scale and self.scale else f"{self.explain}."


def _higher(label: str, names: str, explain: str = "", scale: str = "") -> WellKnown:
    return WellKnown(label, tuple(names.split()), Better.HIGHER, explain, scale)


def _share(label: str, names: str, explain: str = "", scale: str = "1 is perfect") -> WellKnown:
    return WellKnown(label, tuple(names.split()), Better.HIGHER, explain, scale, 0.0, 1.0)


def _agreement(label: str, names: str, explain: str = "", scale: str = "") -> WellKnown:
    return WellKnown(label, tuple(names.split()), Better.HIGHER, explain, scale, -1.0, 1.0)


def _lower(label: str, names: str, explain: str = "", scale: str = "0 is perfect") -> WellKnown:
    return WellKnown(label, tuple(names.split()), Better.LOWER, explain, scale if explain else "", 0.0)


def _loss(label: str, names: str, explain: str = "") -> WellKnown:
    return WellKnown(label, tuple(names.split()), Better.LOWER, explain)


WELL_KNOWN: tuple[WellKnown, ...] = (
    _share(
        "AUC",
        "auc rocauc aucroc auroc rocaucscore areaunderroc",
        "How often the model ranks a case with the condition above one without it",
        "0.5 is chance, 1 is perfect",
    ),
    _share(
        "Average precision",
        "averageprecision auprc prauc aucpr averageprecisionscore precisionrecallauc",
        "How well the cases that the model ranks highest are the right ones, over all thresholds",
    ),
    _higher(
        "Concordance index",
        "cindex concordance concordanceindex",
        "How often the model puts two patients in the order in which the event came to them",
        "0.5 is chance, 1 is perfect",
    ),
    _share(
        "Balanced accuracy",
        "balancedaccuracy balancedacc bacc balancedaccuracyscore",
        "The share of right answers in each class, averaged so that rare classes count in full",
    ),
    _agreement(
        "Matthews correlation",
        "mcc matthews matthewscorrelation matthewscorrcoef",
        "How well answers and truth agree in both classes, however rare one is",
        "0 is chance, 1 is perfect",
    ),
    _share(
        "Accuracy",
        "accuracy acc accuracyscore categoricalaccuracy binaryaccuracy sparsecategoricalaccuracy exactmatch",
        "The share of cases in which the model was right",
    ),
    _share(
        "F1 score",
        "f1 f1score fscore fmeasure",
        "One number for how many cases were found and how many alarms were right",
    ),
    _share("F2 score", "f2 f2score", "Like F1, but missed cases weigh more than false alarms"),
    _share(
        "Sensitivity",
        "sensitivity truepositiverate tpr",
        "Of all cases with the condition, the share that the model found",
        "1 means that none was missed",
    ),
    _share(
        "Specificity",
        "specificity truenegativerate tnr",
        "Of all cases without the condition, the share that the model left alone",
        "1 means no false alarm",
    ),
    _share(
        "Recall",
        "recall recallscore",
        "Of all cases to be found, the share that the model found",
        "1 means that none was missed",
    ),
    _share(
        "Precision",
        "precision precisionscore ppv positivepredictivevalue",
        "Of all cases that the model picked, the share that was right",
        "1 means no false alarm",
    ),
    _share(
        "Negative predictive value",
        "npv negativepredictivevalue",
        "Of all cases that the model called free of the condition, the share that was",
    ),
    _agreement(
        "Kappa",
        "kappa cohenkappa quadraticweightedkappa qwk",
        "Agreement with the truth beyond what chance would give",
        "0 is chance, 1 is perfect",
    ),
    _share(
        "Mean average precision",
        "map meanaverageprecision ap",
        "How well the objects that the model marks are the right ones in the right place",
    ),
    _share(
        "Dice score",
        "dice dicescore dicecoefficient dicecoef dsc",
        "How far the marked area and the true area cover each other, counting the overlap twice",
    ),
    _share(
        "Intersection over union",
        "iou miou meaniou jaccard intersectionoverunion",
        "The overlap of the marked and the true area, as a share of both together",
    ),
    _share(
        "NDCG", "ndcg", "How near the top of the list the most fitting answers are", "1 is the best order"
    ),
    _share(
        "Mean reciprocal rank",
        "mrr meanreciprocalrank",
        "How near the top of the list the first right answer is",
        "1 means always first",
    ),
    _share("Hit rate", "hitrate hits", "How often the right answer is among the first ones of the list"),
    WellKnown(
        "R²",
        ("r2", "r2score", "rsquared", "explainedvariance"),
        Better.HIGHER,
        "The share of the differences between cases that the model explains",
        "0 is no better than the mean, 1 is perfect",
        None,
        1.0,
    ),
    _agreement(
        "Correlation",
        "pearson pearsonr spearman spearmanr kendall ccc",
        "How well guesses and truth rise and fall together",
        "1 is perfect",
    ),
    _lower(
        "RMSE",
        "rmse rootmeansquarederror rootmse",
        "How far guesses are off, large misses counting more, in the unit of what is guessed",
    ),
    _lower(
        "MAE",
        "mae meanabsoluteerror medianabsoluteerror l1error",
        "How far guesses are off on average, in the unit of what is guessed",
    ),
    _lower(
        "MSE", "mse meansquarederror", "How far guesses are off, squared, so that large misses count far more"
    ),
    _lower(
        "MAPE",
        "mape smape meanabsolutepercentageerror",
        "How far guesses are off on average, as a share of the true number",
    ),
    _lower("Largest error", "maxerror", "How far the worst guess is off, in the unit of what is guessed"),
    _higher("BLEU", "bleu sacrebleu", "How many of the words and phrases match a translation by people"),
    _higher(
        "ROUGE",
        "rouge rougel rouge1 rouge2 rougelsum",
        "How much of a text by people the model's text repeats",
    ),
    _higher(
        "METEOR", "meteor", "How well a translation matches one by people, other forms of a word allowed"
    ),
    _higher("chrF", "chrf", "How well the letters of a translation match one by people"),
    _lower("Word error rate", "wer worderrorrate", "The share of words that were wrong, missing or too many"),
    _lower(
        "Character error rate",
        "cer charactererrorrate charerrorrate",
        "The share of letters that were wrong, missing or too many",
    ),
    WellKnown(
        "Perplexity",
        ("perplexity", "ppl"),
        Better.LOWER,
        "Among how many words the model hesitates for each next word",
        "1 is perfect",
        1.0,
    ),
    _agreement(
        "SSIM", "ssim msssim", "How alike two pictures look in their structure", "1 is the same picture"
    ),
    _higher("PSNR", "psnr", "How little a picture differs from the true one, in decibels"),
    _lower("FID", "fid frechetinceptiondistance", "How far made pictures as a whole are from real ones"),
    _lower("LPIPS", "lpips", "How different two pictures look to the eye of a trained model"),
    _higher("Inception score", "inceptionscore", "How clear and how varied made pictures are"),
    _higher(
        "Reward",
        "reward rewards episodereward episodicreward episodereturn",
        "What the model collected by its actions",
    ),
    _higher(
        "Success rate", "successrate winrate passrate", "The share of attempts that succeeded", "1 means all"
    ),
    _lower(
        "Brier score",
        "brier brierscore brierloss brierscoreloss",
        "How far stated chances were from what happened",
    ),
    _lower(
        "Calibration error",
        "ece expectedcalibrationerror calibrationerror",
        "How far stated chances are from how often things then happened",
    ),
    _lower(
        "Log loss",
        "logloss crossentropy crossentropyloss celoss bceloss bce binarycrossentropy "
        "nll nllloss negativeloglikelihood",
        "How wrong and how sure of it the model was; sure mistakes cost most",
    ),
    _higher("Log likelihood", "loglikelihood elbo", "How likely the model holds what was seen"),
    _lower(
        "Error rate", "errorrate misclassificationrate", "The share of cases in which the model was wrong"
    ),
    _lower(
        "False positive rate",
        "falsepositiverate fpr falsealarmrate",
        "Of all cases without the condition, the share with a false alarm",
    ),
    _lower(
        "False negative rate",
        "falsenegativerate fnr missrate",
        "Of all cases with the condition, the share that the model missed",
    ),
    _lower(
        "Equal error rate",
        "eer equalerrorrate",
        "The error at the point where misses and false alarms are equally frequent",
    ),
    _lower("Hamming loss", "hammingloss", "The share of single labels that were wrong"),
    _loss("Dice loss", "diceloss"),
    _loss("IoU loss", "iouloss giouloss ciouloss"),
    _loss("Loss", "loss", "What training tries to make small; it compares runs of one kind only"),
    _loss("Error", "error err", "How far the model is from the truth"),
)
"""In the order in which a headline is chosen, where nobody configured one."""

BY_NAME = {name: known for known in WELL_KNOWN for name in known.names}
"""Well-known metric by spelling in lower case without separators."""

RANK = {known.label: rank for rank, known in enumerate(WELL_KNOWN)}
"""Place in `WELL_KNOWN` by label."""
