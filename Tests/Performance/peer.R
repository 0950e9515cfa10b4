# Rscript peer.R km|cox FOLDER RUNS: the measurement of models-bench in R.
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[2]
runs <- as.integer(arguments[3])
read <- function(name) {
  path <- file.path(folder, paste0(name, ".f64"))
  readBin(path, "double", file.size(path) / 8)
}
time <- read("time")
event <- read("event")
if (arguments[1] == "cox") {
  covariates <- matrix(read("covariates"), nrow = length(time), byrow = TRUE)
  colnames(covariates) <- paste0("x", seq_len(ncol(covariates)))
}
best <- Inf
for (run in seq_len(runs)) {
  gc(FALSE)
  took <- system.time({
    if (arguments[1] == "km") {
      fit <- survfit(Surv(time, event) ~ 1)
      value <- summary(fit, times = 1)$surv
    } else {
      # The fitter below the formula: no model frame, no concordance.
      fit <- coxph.fit(
        covariates, Surv(time, event), NULL, NULL, NULL,
        coxph.control(timefix = FALSE), NULL, "efron", NULL)
      value <- fit$loglik[2]
    }
  })[["elapsed"]]
  best <- min(best, took)
}
cat("seconds", best, "\n")
cat("value", format(value, digits = 15), "\n")
