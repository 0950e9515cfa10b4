import RiskDomain

/// Sums core, RAM and GPU prices into prices of machine types.
struct GCPMachineSums {
  /// One part's price, USD 10⁻⁹ per unit and hour.
  struct Price {
    var nanoUSD: Int64
    var from: UTCInstant
    var line: Int
  }

  private struct Place: Hashable {
    var region: String
    var market: Market
  }

  private var prices: [Place: [GCPMachinePart: Price]] = [:]

  /// Keeps a part's price; of two the one that begins later, else the higher.
  mutating func add(
    _ part: GCPMachinePart, market: Market, region: String, _ price: Price
  ) {
    guard !region.isEmpty else { return }
    let place = Place(region: region, market: market)
    if let known = prices[place]?[part],
      (known.from, known.nanoUSD, -known.line)
        >= (price.from, price.nanoUSD, -price.line)
    {
      return
    }
    prices[place, default: [:]][part] = price
  }

  /// Hands over every sum of which all three parts are known; where a GPU is
  /// listed and another part is not, the type is set aside.
  func hand(over input: FormatInput) throws {
    let places = prices.keys.sorted {
      ($0.region, $0.market.rawValue) < ($1.region, $1.market.rawValue)
    }
    let types = input.hints.instanceTypes.filter { $0.provider == .gcp }
    for place in places {
      guard let parts = prices[place] else { continue }
      for type in types {
        try hand(over: type, at: place, parts, to: input)
      }
    }
  }

  private func hand(
    over type: Catalog.InstanceType, at place: Place,
    _ parts: [GCPMachinePart: Price], to input: FormatInput
  ) throws {
    guard let accelerator = type.accelerator,
      let family = GCPMachinePart.family(ofType: type.instanceType),
      let name = GCPMachinePart.gpuName(
        ofType: type.instanceType, accelerator: accelerator),
      let vcpus = type.vcpus, let memoryGB = type.memoryGB,
      let gpu = parts[.gpu(name)]
    else { return }
    let what = "\(type.instanceType) in \(place.region)"
    guard let core = parts[.core(family)], let ram = parts[.ram(family)]
    else {
      return try input.collector.setAsideSum(
        RowProblem(
          column: "description", value: name,
          reason: "\(what) has no \(place.market.rawValue) price of "
            + "'\(family) Instance Core' or 'Ram' in this file; put all "
            + "pages into one"), line: gpu.line)
    }
    let nano =
      Double(core.nanoUSD) * Double(vcpus) + Double(ram.nanoUSD) * memoryGB
      + Double(gpu.nanoUSD) * Double(type.acceleratorCount)
    guard let price = MicroUSD(usd: nano / 1e9), price.rawValue > 0 else {
      return try input.collector.setAsideSum(
        RowProblem(
          column: "nanos", value: name,
          reason: "the sum for \(what) is no "
            + "price"), line: gpu.line)
    }
    try input.collector.add(
      .market(
        .listPrice(
          ListPrice(
            provider: .gcp, region: place.region,
            instanceType: type.instanceType, market: place.market,
            from: max(core.from, ram.from, gpu.from), pricePerHour: price,
            origin: input.collector.origin(line: gpu.line)))))
  }
}
