internal import CBLASShims

/// Loops over runs of cells whose covariates are small codes.
///
/// `first` and `count` choose cells of a column of codes; numbers of the run
/// stand in scratch arrays from 0 on, or from `offset`.
package enum CodedCells {
  /// y[k] += table[code of cell first + k].
  package static func lookUp(
    _ codes: [UInt16], first: Int, count: Int, in table: [Double],
    addTo y: inout [Double]
  ) {
    precondition(first + count <= codes.count && count <= y.count)
    codes.withUnsafeBufferPointer { codes in
      guard count > 0, let code = codes.baseAddress else { return }
      risk_cells_look_up(count, code + first, table, &y)
    }
  }

  /// y[k] += table[a, b], the codes of cell first + k in two columns; a table
  /// of `width` columns.
  package static func lookUp(
    _ a: [UInt16], _ b: [UInt16], first: Int, count: Int, in table: [Double],
    width: Int, addTo y: inout [Double]
  ) {
    precondition(
      first + count <= a.count && a.count == b.count && count <= y.count)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard count > 0, let a = a.baseAddress, let b = b.baseAddress
        else { return }
        risk_cells_look_up_pair(count, a + first, b + first, width, table, &y)
      }
    }
  }

  /// table[code of cell first + k] += w[offset + k].
  package static func tally(
    _ codes: [UInt16], first: Int, count: Int, _ w: [Double], offset: Int = 0,
    into table: inout [Double]
  ) {
    precondition(first + count <= codes.count && offset + count <= w.count)
    codes.withUnsafeBufferPointer { codes in
      w.withUnsafeBufferPointer { w in
        guard count > 0, let code = codes.baseAddress, let w = w.baseAddress
        else { return }
        risk_cells_tally(count, code + first, w + offset, &table)
      }
    }
  }

  /// table[a, b] += w[k], the codes of cell first + k in two columns; a table
  /// of `width` columns.
  package static func tally(
    _ a: [UInt16], _ b: [UInt16], first: Int, count: Int, _ w: [Double],
    into table: inout [Double], width: Int
  ) {
    precondition(
      first + count <= a.count && a.count == b.count && count <= w.count)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard count > 0, let a = a.baseAddress, let b = b.baseAddress
        else { return }
        risk_cells_tally_pair(count, a + first, b + first, width, w, &table)
      }
    }
  }

  /// sums[place…] += Σ w[offset + k]·(row of the basis at cell first + k).
  package static func addRows(
    _ codes: [UInt16], first: Int, count: Int, of basis: Matrix,
    _ w: [Double], offset: Int, into sums: inout [Double], at place: Int
  ) {
    precondition(
      first + count <= codes.count && offset + count <= w.count
        && place + basis.columns <= sums.count)
    codes.withUnsafeBufferPointer { codes in
      w.withUnsafeBufferPointer { w in
        sums.withUnsafeMutableBufferPointer { sums in
          guard count > 0, let code = codes.baseAddress,
            let w = w.baseAddress, let sum = sums.baseAddress
          else { return }
          risk_cells_add_rows(
            count, code + first, basis.columns, basis.elements, w + offset,
            sum + place)
        }
      }
    }
  }

  /// y[offset + k] += (row of the basis at cell first + k)·a[place…].
  package static func dotRows(
    _ codes: [UInt16], first: Int, count: Int, of basis: Matrix,
    _ a: [Double], at place: Int, addTo y: inout [Double], offset: Int
  ) {
    precondition(
      first + count <= codes.count && offset + count <= y.count
        && place + basis.columns <= a.count)
    codes.withUnsafeBufferPointer { codes in
      a.withUnsafeBufferPointer { a in
        y.withUnsafeMutableBufferPointer { y in
          guard count > 0, let code = codes.baseAddress,
            let a = a.baseAddress, let y = y.baseAddress
          else { return }
          risk_cells_dot_rows(
            count, code + first, basis.columns, basis.elements, a + place,
            y + offset)
        }
      }
    }
  }
}
