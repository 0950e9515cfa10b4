internal import CBLASShims

/// Exponential and logarithm over whole arrays, in place.
///
/// The vectorised kernel is glibc's libmvec, four lanes at a time; its results
/// lie within 4 ulp of the scalar functions, for denormals, infinities and nan
/// too. An element's value depends neither on its place nor on the array's
/// length, so sums over blocks keep their bits.
public enum VectorMath {
  /// The code that does the work.
  public enum Kernel: String, Sendable {
    /// libm, one number at a time.
    case scalar
    /// libmvec, four lanes; needs an AVX2 processor.
    case libmvecAVX2
  }

  /// The fastest kernel of this machine.
  public static let kernel: Kernel =
    risk_vector_math_open() == 1 ? .libmvecAVX2 : .scalar

  /// Replaces the first `count` numbers by their exponentials.
  public static func exp(
    _ x: inout [Double], count: Int, kernel: Kernel = VectorMath.kernel
  ) {
    precondition(count <= x.count, "\(count) of \(x.count) numbers")
    risk_exp(count, &x, kernel == .libmvecAVX2 ? 1 : 0)
  }

  /// Replaces the first `count` numbers by their natural logarithms; −∞ at 0,
  /// nan below.
  public static func log(
    _ x: inout [Double], count: Int, kernel: Kernel = VectorMath.kernel
  ) {
    precondition(count <= x.count, "\(count) of \(x.count) numbers")
    risk_log(count, &x, kernel == .libmvecAVX2 ? 1 : 0)
  }
}
