// Keys that other programs rely on are always there: what is unknown is null,
// never left out.

extension Plan {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(vehicle, forKey: .vehicle)
    try box.encode(start, forKey: .start)
    try box.encode(startLocal, forKey: .startLocal)
    try box.encode(pools, forKey: .pools)
    try box.encode(checkpoint, forKey: .checkpoint)
    try box.encode(fallback, forKey: .fallback)
    try box.encode(secondRegion, forKey: .secondRegion)
    try box.encode(block, forKey: .block)
    try box.encode(commitment, forKey: .commitment)
    try box.encode(cost, forKey: .cost)
    try box.encode(simulation, forKey: .simulation)
    try box.encode(makespanHours, forKey: .makespanHours)
    try box.encode(expectedInterruptions, forKey: .expectedInterruptions)
    try box.encode(meetDeadline, forKey: .meetDeadline)
    try box.encode(overBudget, forKey: .overBudget)
    try box.encode(
      effectivePerUsefulHourUSD, forKey: .effectivePerUsefulHourUSD)
    try box.encode(
      effectivePerUsefulGPUHourUSD, forKey: .effectivePerUsefulGPUHourUSD)
    try box.encode(perUnit, forKey: .perUnit)
    try box.encode(
      breakEvenInterruptionsPerHour, forKey: .breakEvenInterruptionsPerHour)
    try box.encode(rejectedBecause, forKey: .rejectedBecause)
    try box.encode(deltaUSD, forKey: .deltaUSD)
  }
}

extension Plan.CheckpointAdvice {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(everySeconds, forKey: .everySeconds)
    try box.encode(everySteps, forKey: .everySteps)
    try box.encode(level, forKey: .level)
    try box.encode(overheadPercent, forKey: .overheadPercent)
    try box.encode(schedule, forKey: .schedule)
    try box.encode(hopAtAgeHours, forKey: .hopAtAgeHours)
    try box.encode(emergency, forKey: .emergency)
  }
}

extension Plan.Fallback {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(to, forKey: .to)
    try box.encode(basis, forKey: .basis)
    try box.encode(afterFailedRequests, forKey: .afterFailedRequests)
    try box.encode(patienceSeconds, forKey: .patienceSeconds)
    try box.encode(latestStart, forKey: .latestStart)
  }
}

extension Plan.Block {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(offeringID, forKey: .offeringID)
    try box.encode(capturedAt, forKey: .capturedAt)
    try box.encode(zone, forKey: .zone)
    try box.encode(instanceType, forKey: .instanceType)
    try box.encode(instanceCount, forKey: .instanceCount)
    try box.encode(blocks, forKey: .blocks)
    try box.encode(start, forKey: .start)
    try box.encode(end, forKey: .end)
    try box.encode(upfrontUSD, forKey: .upfrontUSD)
    try box.encode(usableHours, forKey: .usableHours)
    try box.encode(basis, forKey: .basis)
  }
}

extension Plan.Commitment {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(term, forKey: .term)
    try box.encode(usdPerHour, forKey: .usdPerHour)
    try box.encode(committedHours, forKey: .committedHours)
    try box.encode(usedHours, forKey: .usedHours)
    try box.encode(utilisation, forKey: .utilisation)
    try box.encode(breakEvenUtilisation, forKey: .breakEvenUtilisation)
    try box.encode(isBought, forKey: .isBought)
  }
}

extension Recommendation {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(schemaVersion, forKey: .schemaVersion)
    try box.encode(generatedAt, forKey: .generatedAt)
    try box.encode(asOf, forKey: .asOf)
    try box.encode(dataThrough, forKey: .dataThrough)
    try box.encode(validUntil, forKey: .validUntil)
    try box.encode(modelDigest, forKey: .modelDigest)
    try box.encode(seed, forKey: .seed)
    try box.encode(job, forKey: .job)
    try box.encode(verdict, forKey: .verdict)
    try box.encode(headline, forKey: .headline)
    try box.encode(chosen, forKey: .chosen)
    try box.encode(alternatives, forKey: .alternatives)
    try box.encode(runnerUp, forKey: .runnerUp)
    try box.encode(startCurve, forKey: .startCurve)
    try box.encode(sensitivity, forKey: .sensitivity)
    try box.encode(measure, forKey: .measure)
    try box.encode(rejectedPools, forKey: .rejectedPools)
    try box.encode(warnings, forKey: .warnings)
    try box.encode(explanation, forKey: .explanation)
  }
}

extension Recommendation.RunnerUp {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(vehicle, forKey: .vehicle)
    try box.encode(pool, forKey: .pool)
    try box.encode(deltaUSD, forKey: .deltaUSD)
    try box.encode(chosenIsCheaper, forKey: .chosenIsCheaper)
  }
}

extension Recommendation.StartPoint {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(start, forKey: .start)
    try box.encode(startLocal, forKey: .startLocal)
    try box.encode(meanUSD, forKey: .meanUSD)
    try box.encode(meetDeadline, forKey: .meetDeadline)
    try box.encode(cheaperThanFirst, forKey: .cheaperThanFirst)
  }
}

extension Recommendation.Sensitivity {
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(change, forKey: .change)
    try box.encode(choiceChanges, forKey: .choiceChanges)
    try box.encode(meanUSD, forKey: .meanUSD)
  }
}
