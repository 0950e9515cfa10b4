import Foundation
import RiskStore
import Testing

/// Migrations are frozen once written: a database in the field has run them.
@Suite struct MigrationTests {
  /// FNV-1a of the statement that made each table, view and index
  /// (Fowler, Noll and Vo; 64 bits).
  ///
  /// An entry may be added, never changed; a migration that replaces a table,
  /// as 0005 does `billing_usage`, takes its entry along.
  private static let frozen: [String: UInt64] = [
    "advisor_grade": 14604945015990203997,
    "alive_count": 8204229202813705390,
    "attempt_cell": 8172384579127209954,
    "attempt_count": 37650666770806952,
    "availability_tick": 4770362643934827641,
    "availability_trace": 3533517396259574068,
    "backtest": 11002095701149812750,
    "backtest_by_spec": 12082787257990451120,
    "billing_charge": 15241867727771288961,
    "billing_delivery": 11106571280670309062,
    "billing_labels": 14023928842250764585,
    "billing_line": 17497423836554575269,
    "billed_subject": 16409049860912458727,
    "billing_resource": 12480613640234895299,
    "billing_standing": 733550613509515641,
    "billing_subject": 2920634960402114664,
    "billing_subject_key": 12835207548049157501,
    "billing_usage": 8149188727929789985,
    "capacity_block_offering": 14852900730055595633,
    "capacity_block_rate": 3997706745852521141,
    "capacity_request": 10181119836489857656,
    "checkpoint_report": 2240442760762979929,
    "delivery_part": 15889637746965484684,
    "derivation": 8385307247572955068,
    "eviction_band": 9424239860434602646,
    "exposure": 15878881745992319626,
    "file_reading": 2677402532014093102,
    "exposure_cell": 13298149503543832175,
    "fleet_change": 9193991294747155360,
    "instance": 13892535364111061776,
    "instance_alias": 6970493324054789862,
    "instance_event": 15901913800913925718,
    "launch_attempt": 11462869542191453974,
    "launch_attempt_by_pool": 17743182383599042077,
    "life_cell": 6635244961688113597,
    "list_price": 1624884520887339278,
    // Its last column is of 0016-billed.
    "lives_stamp": 12212543716636119745,
    "model_artifact": 2994513038162430863,
    "nightly_run": 14249919099617055143,
    "placement_score": 10118749114002562058,
    "pool": 8457054455671032584,
    "price_change": 4643946254328398781,
    "price_disagreement": 15951327873076594193,
    "price_observation": 4099621101263362231,
    "redaction_key": 581425540863675843,
    // Its last columns are of 0011-nightly.
    "run_stage": 2232316233806663626,
    "run_stage_by_start": 12652225887409423414,
    "seal": 1068413653716252414,
    "set_aside": 8868052550670103466,
    "set_aside_key": 2194175789402113194,
    "source_file": 13709903072495718191,
    // Its last column is of 0007-logs.
    "spell": 4398372456932100853,
    "zone_alias": 2151764476190766819,
  ]

  @Test func whatWasWrittenDoesNotChange() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try RiskDatabase(path: path).close()
      let made = try RawDatabase.pairs(
        """
        SELECT name, sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
          AND name <> 'grdb_migrations'
        ORDER BY name
        """, path: path)
      let hashes = made.map { name, sql in (name, Self.hash(sql)) }
      #expect(
        Dictionary(uniqueKeysWithValues: hashes) == Self.frozen,
        "\(hashes.map { "\"\($0)\": \($1)," }.joined(separator: "\n"))")
    }
  }

  @Test func migrationsRunInTheirOrder() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try RiskDatabase(path: path).close()
      let names = try RawDatabase.pairs(
        "SELECT identifier, '' FROM grdb_migrations ORDER BY rowid",
        path: path
      ).map(\.0)
      #expect(
        Array(names.prefix(5)) == [
          "0001-facts", "0002-price-change", "0003-derived", "0004-runs",
          "0005-billing",
        ])
      #expect(names.contains("0007-logs"))
    }
  }

  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
  }
}
