/// A number and its noun for a sentence, "1 life", "2,304 lives".
public enum Counted {
  /// The number with the noun that fits it.
  ///
  /// - Parameter plural: nil adds an s.
  public static func of(
    _ count: Int, _ noun: String, _ plural: String? = nil
  ) -> String {
    "\(grouped(count)) \(word(count, noun, plural ?? noun + "s"))"
  }

  /// The word that fits a number: "is" or "are".
  public static func word(
    _ count: Int, _ one: String, _ many: String
  ) -> String {
    count == 1 ? one : many
  }

  /// Digits in groups of three, "3,481".
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }
}
