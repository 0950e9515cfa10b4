# Rscript peer-regressions.R weibull|concordance FOLDER RUNS: the measurement
# of regressions-bench in R, in processor seconds.
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[2]
read <- function(name) {
  path <- file.path(folder, paste0(name, ".f64"))
  readBin(path, "double", file.size(path) / 8)
}
time <- read("time")
event <- read("event")
covariates <- matrix(read("covariates"), nrow = length(time), byrow = TRUE)
y <- Surv(time, event)
best <- Inf
for (run in seq_len(as.integer(arguments[3]))) {
  gc(FALSE)
  took <- system.time({
    if (arguments[1] == "weibull") {
      fit <- survreg(y ~ covariates, dist = "weibull")
      value <- fit$loglik[2]
    } else {
      # The fitter below the formula, with its error.
      fit <- concordancefit(y, covariates[, 1], reverse = TRUE)
      value <- fit$concordance
    }
  })
  best <- min(best, took[["user.self"]] + took[["sys.self"]])
}
cat("seconds", best, "\n")
cat("value", format(value, digits = 15), "\n")
