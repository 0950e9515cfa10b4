internal import CBLASShims

/// BLAS on blocks of rows inside a larger buffer, for kernels of this package.
package enum RowBlocks {
  /// y := X·b, X the given rows.
  package static func times(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int,
    _ b: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0 else { return }
    risk_dgemv(0, Int32(rows), Int32(columns), 1, x, b, 0, y)
  }

  /// g := g + scale·Xᵀ·v.
  package static func addTransposeTimes(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int,
    _ v: UnsafePointer<Double>, scale: Double,
    into g: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0 else { return }
    risk_dgemv(1, Int32(rows), Int32(columns), scale, x, v, 1, g)
  }

  /// Upper triangle of C := C + scale·XᵀX.
  package static func addGram(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int, scale: Double,
    into c: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0 else { return }
    risk_dsyrk_upper(Int32(rows), Int32(columns), scale, x, 1, c)
  }

  /// C := X·A, X the given rows and A columns × width.
  package static func times(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int,
    _ a: UnsafePointer<Double>, width: Int,
    into c: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0 else { return }
    risk_dgemm(Int32(rows), Int32(width), Int32(columns), 1, x, a, 0, c)
  }

  /// C := C + XᵀY, X rows × columns and Y rows × width.
  package static func addCrossProduct(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int,
    _ y: UnsafePointer<Double>, width: Int,
    into c: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0 else { return }
    risk_dgemm_transposed(Int32(rows), Int32(columns), Int32(width), x, y, c)
  }
}
