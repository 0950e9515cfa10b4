/// The order that sorts numbers upwards, equal ones in the order they came.
///
/// A radix sort over the bit patterns, eleven bits a pass; passes whose digit
/// is the same throughout are left out, so whole numbers take few. −0 counts
/// as 0.
///
/// - Parameter values: at most 2³¹ − 1 numbers, none of them nan.
/// - Returns: indices into `values`.
public func ascendingOrder(of values: [Double]) -> [Int32] {
  ascendingOrder(of: values, from: values.indices.map { Int32($0) })
}

/// The given indices sorted upwards by their values, equal ones in the order
/// given.
public func ascendingOrder(
  of values: [Double], from start: [Int32]
) -> [Int32] {
  let count = start.count
  var order = start
  var next = [Int32](repeating: 0, count: count)
  var keys = start.map { index -> UInt64 in
    let bits = (values[Int(index)] + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
  var nextKeys = [UInt64](repeating: 0, count: count)
  let digits = 11
  var shift = 0
  while shift < 64 {
    var places = [Int](repeating: 0, count: 1 << digits)
    let mask = UInt64(places.count - 1)
    for key in keys { places[Int(key >> UInt64(shift) & mask)] += 1 }
    if !places.contains(count) {
      var sum = 0
      for digit in places.indices {
        let here = places[digit]
        places[digit] = sum
        sum += here
      }
      for i in 0..<count {
        let digit = Int(keys[i] >> UInt64(shift) & mask)
        let place = places[digit]
        nextKeys[place] = keys[i]
        next[place] = order[i]
        places[digit] = place + 1
      }
      swap(&keys, &nextKeys)
      swap(&order, &next)
    }
    shift += digits
  }
  return order
}
