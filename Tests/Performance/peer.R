# Rscript peer.R km|cox|cox-fitter FOLDER RUNS: models-bench's measurements in R.
#
# cox is coxph() as its users call it, cox-fitter the C routine below it with
# neither model frame nor concordance. Processor seconds, least of the runs.
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
what <- arguments[1]
folder <- arguments[2]
runs <- as.integer(arguments[3])
read <- function(name) {
  path <- file.path(folder, paste0(name, ".f64"))
  readBin(path, "double", file.size(path) / 8)
}
time <- read("time")
event <- read("event")
if (what != "km") {
  covariates <- matrix(read("covariates"), nrow = length(time), byrow = TRUE)
  colnames(covariates) <- paste0("x", seq_len(ncol(covariates)))
}
best <- Inf
for (run in seq_len(runs)) {
  gc(FALSE)
  took <- system.time({
    value <- switch(what,
      km = summary(survfit(Surv(time, event) ~ 1), times = 1)$surv,
      cox = coxph(Surv(time, event) ~ covariates)$loglik[2],
      `cox-fitter` = coxph.fit(
        covariates, Surv(time, event), NULL, NULL, NULL,
        coxph.control(timefix = FALSE), NULL, "efron", NULL)$loglik[2])
  })
  best <- min(best, took[["user.self"]] + took[["sys.self"]])
}
cat("seconds", best, "\n")
cat("value", format(value, digits = 15), "\n")
