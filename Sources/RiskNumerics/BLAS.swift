internal import CBLASShims

/// The linear-algebra library underneath.
public enum BLAS {
  /// Makes BLAS run on one thread: sums keep their order, bits their value.
  public static func useOneThread() { risk_blas_use_one_thread() }

  /// The kernel that OpenBLAS chose for this machine, "Haswell" for example.
  public static var coreName: String {
    String(cString: risk_blas_core_name())
  }
}
