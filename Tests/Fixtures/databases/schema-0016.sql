PRAGMA application_id = 1380537163;
BEGIN TRANSACTION;
CREATE TABLE advisor_grade (
      region TEXT NOT NULL CHECK (region <> ''),
      os TEXT NOT NULL CHECK (os <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      reclaim_share INTEGER NOT NULL CHECK (reclaim_share BETWEEN 0 AND 4),
      savings_percent INTEGER CHECK (savings_percent BETWEEN 0 AND 100),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (region, os, instance_type, captured_at_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE alive_count (
      pool_id INTEGER NOT NULL REFERENCES pool,
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      alive INTEGER NOT NULL CHECK (alive >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, at_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE attempt_cell (
      source TEXT NOT NULL,
      until_ms INTEGER NOT NULL
        CHECK (until_ms BETWEEN -62167219200000 AND 253402300799999),
      pool_id INTEGER NOT NULL REFERENCES pool,
      size INTEGER NOT NULL CHECK (size >= 1),
      is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
      attempts INTEGER NOT NULL CHECK (attempts >= 1),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (source, until_ms, pool_id, size, is_success)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE attempt_count (
      pool_id INTEGER NOT NULL REFERENCES pool,
      size INTEGER NOT NULL CHECK (size >= 1),
      attempts INTEGER NOT NULL CHECK (attempts >= 1),
      successes INTEGER NOT NULL CHECK (successes BETWEEN 0 AND attempts),
      PRIMARY KEY (pool_id, size)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE availability_tick (
      pool_id INTEGER NOT NULL REFERENCES availability_trace,
      tick INTEGER NOT NULL CHECK (tick BETWEEN 0 AND 100000000),
      available INTEGER NOT NULL CHECK (available >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, tick)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "availability_tick" VALUES(4,0,0,1,1);
INSERT INTO "availability_tick" VALUES(4,1,0,1,2);
INSERT INTO "availability_tick" VALUES(4,2,0,1,3);
INSERT INTO "availability_tick" VALUES(4,3,0,1,4);
INSERT INTO "availability_tick" VALUES(4,4,0,1,5);
INSERT INTO "availability_tick" VALUES(4,5,0,1,6);
INSERT INTO "availability_tick" VALUES(4,6,0,1,7);
INSERT INTO "availability_tick" VALUES(4,7,1,1,8);
INSERT INTO "availability_tick" VALUES(4,8,1,1,9);
INSERT INTO "availability_tick" VALUES(4,9,1,1,10);
INSERT INTO "availability_tick" VALUES(4,10,1,1,11);
INSERT INTO "availability_tick" VALUES(4,11,1,1,12);
INSERT INTO "availability_tick" VALUES(4,12,1,1,13);
INSERT INTO "availability_tick" VALUES(4,13,1,1,14);
INSERT INTO "availability_tick" VALUES(4,14,0,1,15);
INSERT INTO "availability_tick" VALUES(4,15,0,1,16);
INSERT INTO "availability_tick" VALUES(4,16,0,1,17);
INSERT INTO "availability_tick" VALUES(4,17,0,1,18);
INSERT INTO "availability_tick" VALUES(4,18,0,1,19);
INSERT INTO "availability_tick" VALUES(4,19,0,1,20);
INSERT INTO "availability_tick" VALUES(4,20,0,1,21);
INSERT INTO "availability_tick" VALUES(4,21,1,1,22);
INSERT INTO "availability_tick" VALUES(4,22,1,1,23);
INSERT INTO "availability_tick" VALUES(4,23,1,1,24);
INSERT INTO "availability_tick" VALUES(4,24,1,1,25);
INSERT INTO "availability_tick" VALUES(4,25,1,1,26);
INSERT INTO "availability_tick" VALUES(4,26,1,1,27);
INSERT INTO "availability_tick" VALUES(4,27,1,1,28);
INSERT INTO "availability_tick" VALUES(4,28,0,1,29);
INSERT INTO "availability_tick" VALUES(4,29,0,1,30);
INSERT INTO "availability_tick" VALUES(4,30,0,1,31);
INSERT INTO "availability_tick" VALUES(4,31,0,1,32);
INSERT INTO "availability_tick" VALUES(4,32,0,1,33);
INSERT INTO "availability_tick" VALUES(4,33,0,1,34);
INSERT INTO "availability_tick" VALUES(4,34,0,1,35);
INSERT INTO "availability_tick" VALUES(4,35,1,1,36);
INSERT INTO "availability_tick" VALUES(4,36,1,1,37);
INSERT INTO "availability_tick" VALUES(4,37,1,1,38);
INSERT INTO "availability_tick" VALUES(4,38,1,1,39);
INSERT INTO "availability_tick" VALUES(4,39,1,1,40);
CREATE TABLE availability_trace (
      pool_id INTEGER PRIMARY KEY REFERENCES pool,
      start_ms INTEGER NOT NULL
        CHECK (start_ms BETWEEN -62167219200000 AND 253402300799999),
      gap_ms INTEGER NOT NULL CHECK (gap_ms BETWEEN 1 AND 31622400000),
      file_id INTEGER NOT NULL REFERENCES source_file
    ) STRICT;
INSERT INTO "availability_trace" VALUES(4,1767225600000,600000,1);
CREATE TABLE backtest (
      backtest_id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest TEXT NOT NULL
        CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
      spec_digest TEXT NOT NULL CHECK (spec_digest <> ''),
      as_of_ms INTEGER NOT NULL,
      data_through_ms INTEGER NOT NULL CHECK (data_through_ms <= as_of_ms),
      json TEXT NOT NULL CHECK (json_type(json) = 'object')
    ) STRICT;
CREATE TABLE billed_subject (
      delivery_id INTEGER NOT NULL,
      subject_id INTEGER NOT NULL,
      PRIMARY KEY (delivery_id, subject_id)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE billing_delivery (
      delivery_id INTEGER PRIMARY KEY,
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      account TEXT NOT NULL CHECK (account <> ''),
      period_start_ms INTEGER NOT NULL
        CHECK (period_start_ms BETWEEN -62167219200000 AND 253402300799999),
      format TEXT NOT NULL CHECK (format <> ''),
      version TEXT NOT NULL,
      is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)),
      from_ms INTEGER,
      until_ms INTEGER,
      known_from_ms INTEGER, is_named INTEGER NOT NULL
      DEFAULT 0 CHECK (is_named IN (0, 1)), made_ms INTEGER
      CHECK (made_ms BETWEEN -62167219200000 AND 253402300799999),
      CHECK ((from_ms IS NULL) = (until_ms IS NULL)),
      CHECK ((from_ms IS NULL) = (known_from_ms IS NULL)),
      CHECK (until_ms >= from_ms),
      UNIQUE (provider, account, period_start_ms, format, version, is_final)
    ) STRICT;
INSERT INTO "billing_delivery" VALUES(1,'aws','000123456789',1767225600000,'aws-cur','before-0005',0,NULL,NULL,NULL,0,NULL);
CREATE TABLE billing_labels (
      labels_id INTEGER PRIMARY KEY,
      json TEXT NOT NULL UNIQUE CHECK (json_type(json) = 'object')
    ) STRICT;
INSERT INTO "billing_labels" VALUES(1,'{"job":"llama"}');
CREATE TABLE billing_line (
      resource_ref INTEGER NOT NULL REFERENCES billing_resource,
      start_ms INTEGER NOT NULL
        CHECK (start_ms BETWEEN -62167219200000 AND 253402300799999),
      delivery_id INTEGER NOT NULL REFERENCES billing_delivery,
      subject_id INTEGER NOT NULL REFERENCES billing_subject,
      item INTEGER NOT NULL,
      end_ms INTEGER NOT NULL
        CHECK (end_ms BETWEEN -62167219200000 AND 253402300799999),
      revision INTEGER NOT NULL,
      billed_micro INTEGER NOT NULL,
      effective_micro INTEGER,
      list_micro INTEGER,
      quantity INTEGER,
      labels_id INTEGER NOT NULL REFERENCES billing_labels,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (end_ms >= start_ms),
      PRIMARY KEY (resource_ref, start_ms, delivery_id, subject_id, item)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "billing_line" VALUES(1,1767225600000,1,1,1,1767229200000,0,918000,NULL,3060000,3600000,1,1,1);
CREATE TABLE billing_resource (
      resource_ref INTEGER PRIMARY KEY,
      resource_id TEXT NOT NULL,
      without_id TEXT NOT NULL,
      UNIQUE (resource_id, without_id),
      CHECK ((resource_id = '') <> (without_id = ''))
    ) STRICT;
INSERT INTO "billing_resource" VALUES(1,'i-1','');
CREATE TABLE billing_subject (
      subject_id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN (
        'usage', 'egress', 'storage', 'capacity-block-fee')),
      zone TEXT CHECK (zone <> ''),
      region TEXT CHECK (region <> ''),
      instance_type TEXT CHECK (instance_type <> ''),
      os TEXT CHECK (os <> ''),
      market TEXT CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      reservation_id TEXT,
      unit TEXT NOT NULL,
      currency TEXT NOT NULL CHECK (currency <> ''),
      CHECK (kind <> 'usage' OR (
        region IS NOT NULL AND instance_type IS NOT NULL AND os IS NOT NULL
        AND market IS NOT NULL))
    ) STRICT;
INSERT INTO "billing_subject" VALUES(1,'usage','us-west-2a','us-west-2','p3.2xlarge','linux','spot',NULL,'ms','USD');
CREATE TABLE capacity_block_offering (
      offering_id TEXT NOT NULL CHECK (offering_id <> ''),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      upfront_usd_micro INTEGER NOT NULL CHECK (upfront_usd_micro >= 0),
      zone TEXT NOT NULL CHECK (zone <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      instance_count INTEGER NOT NULL CHECK (instance_count >= 1),
      start_ms INTEGER NOT NULL,
      end_ms INTEGER NOT NULL,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (end_ms > start_ms),
      PRIMARY KEY (offering_id, captured_at_ms)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "capacity_block_offering" VALUES('cb-1',1767225600000,100000000,'us-west-2a','p4d.24xlarge',1,1767312000000,1767398400000,1,1);
CREATE TABLE capacity_block_rate (
      place TEXT NOT NULL CHECK (place <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      from_ms INTEGER NOT NULL
        CHECK (from_ms BETWEEN -62167219200000 AND 253402300799999),
      usd_micro_per_hour INTEGER NOT NULL CHECK (usd_micro_per_hour > 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (place, instance_type, from_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE capacity_request (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      request_id TEXT NOT NULL CHECK (request_id <> ''),
      requested_at_ms INTEGER NOT NULL
        CHECK (requested_at_ms BETWEEN -62167219200000 AND 253402300799999),
      zone TEXT CHECK (zone <> ''),
      region TEXT CHECK (region <> ''),
      instance_type TEXT CHECK (instance_type <> ''),
      os TEXT CHECK (os <> ''),
      market TEXT CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      granted_at_ms INTEGER
        CHECK (granted_at_ms BETWEEN -62167219200000 AND 253402300799999),
      granted_zone TEXT CHECK (granted_zone <> ''),
      refused_at_ms INTEGER
        CHECK (refused_at_ms BETWEEN -62167219200000 AND 253402300799999),
      refusal TEXT CHECK (refusal IN ('no-capacity', 'price-too-low', 'other')),
      code TEXT,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK ((refused_at_ms IS NULL) = (refusal IS NULL)),
      PRIMARY KEY (provider, request_id)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint_report (
      job TEXT NOT NULL CHECK (job <> ''),
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      step INTEGER NOT NULL CHECK (step >= -1),
      checkpoint_ms INTEGER CHECK (checkpoint_ms >= 0),
      restart_ms INTEGER CHECK (restart_ms >= 0),
      step_ms INTEGER CHECK (step_ms >= 0),
      bytes INTEGER CHECK (bytes >= 0),
      instance_id TEXT CHECK (instance_id <> ''),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (job, at_ms, step)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_part (
      version TEXT NOT NULL,
      name TEXT NOT NULL,
      is_read INTEGER NOT NULL CHECK (is_read IN (0, 1)),
      PRIMARY KEY (version, name)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE derivation (
      derivation_id INTEGER PRIMARY KEY CHECK (derivation_id = 1),
      input_digest TEXT NOT NULL CHECK (input_digest <> '')
    ) STRICT;
CREATE TABLE eviction_band (
      region TEXT NOT NULL CHECK (region <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      low_percent_per_hour INTEGER NOT NULL
        CHECK (low_percent_per_hour IN (0, 5, 10, 15, 20)),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (region, instance_type, captured_at_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE exposure (
      exposure_id INTEGER PRIMARY KEY,
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      age_after_ms INTEGER CHECK (age_after_ms >= 0),
      age_through_ms INTEGER,
      hour_of_week_utc INTEGER CHECK (hour_of_week_utc BETWEEN 0 AND 167),
      at_risk_ms INTEGER NOT NULL CHECK (at_risk_ms >= 0),
      interruptions INTEGER NOT NULL CHECK (interruptions >= 0),
      CHECK ((age_after_ms IS NULL) = (age_through_ms IS NULL)),
      CHECK (age_through_ms > age_after_ms),
      CHECK (at_risk_ms > 0 OR interruptions > 0)
    ) STRICT;
CREATE TABLE exposure_cell (
      source TEXT NOT NULL,
      from_ms INTEGER NOT NULL
        CHECK (from_ms BETWEEN -62167219200000 AND 253402300799999),
      until_ms INTEGER NOT NULL
        CHECK (until_ms BETWEEN -62167219200000 AND 253402300799999),
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      -- -1 stands for an unknown age and for a cell without an end: a key
      -- holds no NULL.
      age_after_ms INTEGER NOT NULL CHECK (age_after_ms >= -1),
      age_through_ms INTEGER NOT NULL CHECK (age_through_ms >= -1),
      hour_of_week_utc INTEGER NOT NULL
        CHECK (hour_of_week_utc BETWEEN -1 AND 167),
      at_risk_ms INTEGER NOT NULL CHECK (at_risk_ms >= 0),
      interruptions INTEGER NOT NULL CHECK (interruptions >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (until_ms > from_ms),
      CHECK (at_risk_ms > 0 OR interruptions > 0),
      PRIMARY KEY (
        source, from_ms, until_ms, pool_id, process, clock, age_after_ms,
        age_through_ms, hour_of_week_utc)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE file_reading (
      file_id INTEGER NOT NULL REFERENCES source_file,
      manner TEXT NOT NULL CHECK (manner <> ''),
      format TEXT NOT NULL CHECK (format <> ''),
      rows INTEGER NOT NULL CHECK (rows >= 0),
      facts INTEGER NOT NULL CHECK (facts >= 0),
      set_aside INTEGER NOT NULL CHECK (set_aside >= 0),
      ignored TEXT NOT NULL CHECK (json_type(ignored) = 'object'),
      first_at_ms INTEGER,
      last_at_ms INTEGER,
      PRIMARY KEY (file_id, manner)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE fleet_change (
      pool_id INTEGER NOT NULL REFERENCES pool,
      log_start_ms INTEGER NOT NULL
        CHECK (log_start_ms BETWEEN -62167219200000 AND 253402300799999),
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      node TEXT NOT NULL CHECK (node <> ''),
      change TEXT NOT NULL CHECK (change IN ('added', 'removed')),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, log_start_ms, at_ms, node, change)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('0001-facts');
INSERT INTO "grdb_migrations" VALUES('0002-price-change');
INSERT INTO "grdb_migrations" VALUES('0003-derived');
INSERT INTO "grdb_migrations" VALUES('0004-runs');
INSERT INTO "grdb_migrations" VALUES('0005-billing');
INSERT INTO "grdb_migrations" VALUES('0006-markets');
INSERT INTO "grdb_migrations" VALUES('0007-logs');
INSERT INTO "grdb_migrations" VALUES('0008-readings');
INSERT INTO "grdb_migrations" VALUES('0009-backtests');
INSERT INTO "grdb_migrations" VALUES('0010-statements');
INSERT INTO "grdb_migrations" VALUES('0011-nightly');
INSERT INTO "grdb_migrations" VALUES('0013-lives');
INSERT INTO "grdb_migrations" VALUES('0014-guards');
INSERT INTO "grdb_migrations" VALUES('0015-stamp');
INSERT INTO "grdb_migrations" VALUES('0016-billed');
CREATE TABLE instance (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      instance_id TEXT NOT NULL CHECK (instance_id <> ''),
      zone TEXT CHECK (zone <> ''),
      instance_type TEXT CHECK (instance_type <> ''),
      os TEXT CHECK (os <> ''),
      market TEXT CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      lifetime_cap_s INTEGER CHECK (lifetime_cap_s > 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (provider, instance_id)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE instance_alias (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      name TEXT NOT NULL CHECK (name <> ''),
      instance_id TEXT NOT NULL CHECK (instance_id <> ''),
      since_ms INTEGER NOT NULL
        CHECK (since_ms BETWEEN -62167219200000 AND 253402300799999),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (provider, name, instance_id)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE instance_event (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      event_id TEXT NOT NULL CHECK (event_id <> ''),
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      kind TEXT NOT NULL CHECK (kind IN (
        'launched', 'state-changed', 'interruption-warning',
        'rebalance-recommendation', 'preempted', 'stopped')),
      instance_id TEXT NOT NULL CHECK (instance_id <> ''),
      zone TEXT CHECK (zone <> ''),
      region TEXT CHECK (region <> ''),
      state TEXT,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (provider, event_id)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "instance_event" VALUES('aws','e-1',1767232800000,'interruption-warning','i-1','us-west-2a','us-west-2','terminate',1,1);
CREATE TABLE launch_attempt (
      launch_id TEXT NOT NULL PRIMARY KEY CHECK (launch_id <> ''),
      pool_id INTEGER NOT NULL REFERENCES pool,
      market TEXT NOT NULL CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      requested_at_ms INTEGER NOT NULL
        CHECK (requested_at_ms BETWEEN -62167219200000 AND 253402300799999),
      launched_at_ms INTEGER
        CHECK (launched_at_ms BETWEEN -62167219200000 AND 253402300799999),
      instance_id TEXT CHECK (instance_id <> ''),
      ended_at_ms INTEGER
        CHECK (ended_at_ms BETWEEN -62167219200000 AND 253402300799999),
      exit TEXT CHECK (exit IN (
        'interrupted', 'released', 'lifetimeCap', 'observationEnded')),
      job TEXT,
      gang TEXT,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "launch_attempt" VALUES('l-1',1,'spot',1767225600000,1767225720000,'i-1',1767232800000,'interrupted','llama',NULL,1,1);
INSERT INTO "launch_attempt" VALUES('l-10',1,'spot',1767484800000,1767484920000,'i-10',1767499200000,'interrupted','llama',NULL,1,10);
INSERT INTO "launch_attempt" VALUES('l-11',2,'spot',1767502800000,1767502920000,'i-11',1767520800000,'interrupted','llama',NULL,1,11);
INSERT INTO "launch_attempt" VALUES('l-12',3,'spot',1767520800000,1767520920000,'i-12',1767542400000,'released','llama',NULL,1,12);
INSERT INTO "launch_attempt" VALUES('l-13',1,'spot',1767571200000,1767571320000,'i-13',1767596400000,'interrupted','llama',NULL,1,13);
INSERT INTO "launch_attempt" VALUES('l-14',2,'spot',1767589200000,1767589320000,'i-14',1767592800000,'interrupted','llama',NULL,1,14);
INSERT INTO "launch_attempt" VALUES('l-15',3,'spot',1767607200000,1767607320000,'i-15',1767614400000,'released','llama',NULL,1,15);
INSERT INTO "launch_attempt" VALUES('l-16',1,'spot',1767657600000,1767657720000,'i-16',1767668400000,'interrupted','llama',NULL,1,16);
INSERT INTO "launch_attempt" VALUES('l-17',2,'spot',1767675600000,1767675720000,'i-17',1767690000000,'interrupted','llama',NULL,1,17);
INSERT INTO "launch_attempt" VALUES('l-18',3,'spot',1767693600000,1767693720000,'i-18',1767711600000,'released','llama',NULL,1,18);
INSERT INTO "launch_attempt" VALUES('l-19',1,'spot',1767744000000,1767744120000,'i-19',1767765600000,'interrupted','llama',NULL,1,19);
INSERT INTO "launch_attempt" VALUES('l-2',2,'spot',1767243600000,1767243720000,'i-2',1767254400000,'interrupted','llama',NULL,1,2);
INSERT INTO "launch_attempt" VALUES('l-20',2,'spot',1767762000000,1767762120000,'i-20',1767787200000,'interrupted','llama',NULL,1,20);
INSERT INTO "launch_attempt" VALUES('l-21',3,'spot',1767780000000,1767780120000,'i-21',1767783600000,'released','llama',NULL,1,21);
INSERT INTO "launch_attempt" VALUES('l-22',1,'spot',1767830400000,1767830520000,'i-22',1767837600000,'interrupted','llama',NULL,1,22);
INSERT INTO "launch_attempt" VALUES('l-23',2,'spot',1767848400000,1767848520000,'i-23',1767859200000,'interrupted','llama',NULL,1,23);
INSERT INTO "launch_attempt" VALUES('l-24',3,'spot',1767866400000,1767866520000,'i-24',1767880800000,'released','llama',NULL,1,24);
INSERT INTO "launch_attempt" VALUES('l-25',1,'spot',1767916800000,1767916920000,'i-25',1767934800000,'interrupted','llama',NULL,1,25);
INSERT INTO "launch_attempt" VALUES('l-26',2,'spot',1767934800000,1767934920000,'i-26',1767956400000,'interrupted','llama',NULL,1,26);
INSERT INTO "launch_attempt" VALUES('l-27',3,'spot',1767952800000,1767952920000,'i-27',1767978000000,'released','llama',NULL,1,27);
INSERT INTO "launch_attempt" VALUES('l-28',1,'spot',1768003200000,1768003320000,'i-28',1768006800000,'interrupted','llama',NULL,1,28);
INSERT INTO "launch_attempt" VALUES('l-29',2,'spot',1768021200000,1768021320000,'i-29',1768028400000,'interrupted','llama',NULL,1,29);
INSERT INTO "launch_attempt" VALUES('l-3',3,'spot',1767261600000,1767261720000,'i-3',1767276000000,'released','llama',NULL,1,3);
INSERT INTO "launch_attempt" VALUES('l-30',3,'spot',1768039200000,1768039320000,'i-30',1768050000000,'released','llama',NULL,1,30);
INSERT INTO "launch_attempt" VALUES('l-31',1,'spot',1768089600000,1768089720000,'i-31',1768104000000,'interrupted','llama',NULL,1,31);
INSERT INTO "launch_attempt" VALUES('l-32',2,'spot',1768107600000,1768107720000,'i-32',1768125600000,'interrupted','llama',NULL,1,32);
INSERT INTO "launch_attempt" VALUES('l-33',3,'spot',1768125600000,1768125720000,'i-33',1768147200000,'released','llama',NULL,1,33);
INSERT INTO "launch_attempt" VALUES('l-34',1,'spot',1768176000000,1768176120000,'i-34',1768201200000,'interrupted','llama',NULL,1,34);
INSERT INTO "launch_attempt" VALUES('l-35',2,'spot',1768194000000,1768194120000,'i-35',1768197600000,'interrupted','llama',NULL,1,35);
INSERT INTO "launch_attempt" VALUES('l-36',3,'spot',1768212000000,1768212120000,'i-36',1768219200000,'released','llama',NULL,1,36);
INSERT INTO "launch_attempt" VALUES('l-4',1,'spot',1767312000000,1767312120000,'i-4',1767330000000,'interrupted','llama',NULL,1,4);
INSERT INTO "launch_attempt" VALUES('l-5',2,'spot',1767330000000,1767330120000,'i-5',1767351600000,'interrupted','llama',NULL,1,5);
INSERT INTO "launch_attempt" VALUES('l-6',3,'spot',1767348000000,1767348120000,'i-6',1767373200000,'released','llama',NULL,1,6);
INSERT INTO "launch_attempt" VALUES('l-7',1,'spot',1767398400000,1767398520000,'i-7',1767402000000,'interrupted','llama',NULL,1,7);
INSERT INTO "launch_attempt" VALUES('l-8',2,'spot',1767416400000,1767416520000,'i-8',1767423600000,'interrupted','llama',NULL,1,8);
INSERT INTO "launch_attempt" VALUES('l-9',3,'spot',1767434400000,1767434520000,'i-9',1767445200000,'released','llama',NULL,1,9);
CREATE TABLE life_cell (
      source TEXT NOT NULL,
      until_ms INTEGER NOT NULL
        CHECK (until_ms BETWEEN -62167219200000 AND 253402300799999),
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      watched_from_ms INTEGER NOT NULL
        CHECK (watched_from_ms BETWEEN -62167219200000 AND 253402300799999),
      watched_until_ms INTEGER NOT NULL
        CHECK (watched_until_ms BETWEEN -62167219200000 AND 253402300799999),
      -- -1 stands for what is not known: a key holds no NULL.
      age_after_ms INTEGER NOT NULL CHECK (age_after_ms >= -1),
      start_uncertainty_ms INTEGER NOT NULL CHECK (start_uncertainty_ms >= 0),
      end_uncertainty_ms INTEGER NOT NULL CHECK (end_uncertainty_ms >= 0),
      exit TEXT NOT NULL CHECK (
        exit IN ('interrupted', 'released', 'lifetimeCap', 'observationEnded')),
      notice_ms INTEGER NOT NULL CHECK (notice_ms >= -1),
      lives INTEGER NOT NULL CHECK (lives >= 1),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (watched_until_ms >= watched_from_ms),
      CHECK (until_ms >= watched_until_ms),
      PRIMARY KEY (
        source, until_ms, pool_id, process, clock, watched_from_ms,
        watched_until_ms, age_after_ms, start_uncertainty_ms,
        end_uncertainty_ms, exit, notice_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE list_price (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      region TEXT NOT NULL CHECK (region <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      os TEXT NOT NULL CHECK (os <> ''),
      market TEXT NOT NULL CHECK (market IN ('spot', 'on-demand', 'reserved')),
      term_months INTEGER NOT NULL CHECK (term_months BETWEEN 0 AND 1200),
      from_ms INTEGER NOT NULL
        CHECK (from_ms BETWEEN -62167219200000 AND 253402300799999),
      usd_micro_per_hour INTEGER NOT NULL CHECK (usd_micro_per_hour > 0),
      until_ms INTEGER,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK ((market = 'reserved') = (term_months > 0)),
      PRIMARY KEY (
        provider, region, instance_type, os, market, term_months, from_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE lives_stamp (
      stamp_id INTEGER PRIMARY KEY CHECK (stamp_id = 1),
      basis TEXT NOT NULL CHECK (basis <> ''),
      through_ms INTEGER NOT NULL,
      document TEXT NOT NULL CHECK (json_type(document) = 'object')
    , billed_through_ms INTEGER) STRICT;
CREATE TABLE model_artifact (
      artifact_id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      spec_digest TEXT NOT NULL CHECK (spec_digest <> ''),
      data_digest TEXT NOT NULL CHECK (data_digest <> ''),
      fit_as_of_ms INTEGER NOT NULL,
      json TEXT NOT NULL CHECK (json_valid(json)),
      UNIQUE (spec_digest, data_digest, fit_as_of_ms)
    ) STRICT;
CREATE TABLE nightly_run (
      run_id TEXT NOT NULL PRIMARY KEY CHECK (run_id <> ''),
      config TEXT NOT NULL CHECK (config <> ''),
      as_of_ms INTEGER NOT NULL,
      generated_at_ms INTEGER NOT NULL,
      valid_until_ms INTEGER NOT NULL CHECK (valid_until_ms >= as_of_ms),
      started_at_ms INTEGER NOT NULL,
      ended_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
CREATE TABLE placement_score (
      region TEXT NOT NULL CHECK (region <> ''),
      zone TEXT NOT NULL,
      instance_types TEXT NOT NULL CHECK (instance_types <> ''),
      scale TEXT NOT NULL CHECK (scale IN ('request', 'spotlake')),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 10),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (region, zone, instance_types, scale, captured_at_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE pool (
      pool_id INTEGER PRIMARY KEY,
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      zone TEXT NOT NULL CHECK (zone <> '' AND zone NOT GLOB '*[^ -.0-~]*'),
      instance_type TEXT NOT NULL
        CHECK (instance_type <> '' AND instance_type NOT GLOB '*[^ -.0-~]*'),
      os TEXT NOT NULL CHECK (os <> '' AND os NOT GLOB '*[^ -.0-~]*'),
      key TEXT NOT NULL GENERATED ALWAYS AS (
        provider || '/' || zone || '/' || instance_type
        || CASE os WHEN 'linux' THEN '' ELSE '/' || os END) VIRTUAL,
      UNIQUE (provider, zone, instance_type, os)
    ) STRICT;
INSERT INTO "pool" VALUES(1,'aws','us-west-2a','p3.2xlarge','linux');
INSERT INTO "pool" VALUES(2,'aws','us-west-2b','p3.2xlarge','linux');
INSERT INTO "pool" VALUES(3,'aws','us-west-2c','p3.2xlarge','linux');
INSERT INTO "pool" VALUES(4,'gcp','us-central1-a','a2-highgpu-1g','linux');
CREATE TABLE price_disagreement (
      pool_id INTEGER NOT NULL REFERENCES pool,
      at_ms INTEGER NOT NULL,
      lowest_usd_micro_per_hour INTEGER NOT NULL,
      highest_usd_micro_per_hour INTEGER NOT NULL,
      CHECK (highest_usd_micro_per_hour > lowest_usd_micro_per_hour),
      PRIMARY KEY (pool_id, at_ms)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE price_observation (
      pool_id INTEGER NOT NULL REFERENCES pool,
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      usd_micro_per_hour INTEGER NOT NULL CHECK (usd_micro_per_hour >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, at_ms)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "price_observation" VALUES(1,1767225600000,900000,1,1);
INSERT INTO "price_observation" VALUES(1,1767484800000,903000,1,4);
INSERT INTO "price_observation" VALUES(1,1767744000000,906000,1,7);
INSERT INTO "price_observation" VALUES(1,1768003200000,909000,1,10);
INSERT INTO "price_observation" VALUES(2,1767225600000,900001,1,1);
INSERT INTO "price_observation" VALUES(2,1767484800000,903001,1,4);
INSERT INTO "price_observation" VALUES(2,1767744000000,906001,1,7);
INSERT INTO "price_observation" VALUES(2,1768003200000,909001,1,10);
INSERT INTO "price_observation" VALUES(3,1767225600000,900002,1,1);
INSERT INTO "price_observation" VALUES(3,1767484800000,903002,1,4);
INSERT INTO "price_observation" VALUES(3,1767744000000,906002,1,7);
INSERT INTO "price_observation" VALUES(3,1768003200000,909002,1,10);
CREATE TABLE redaction_key (
      key_id INTEGER PRIMARY KEY CHECK (key_id = 1),
      key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
INSERT INTO "redaction_key" VALUES(1,X'A4F1EEE76CF754D2713C7D25FF99B3A7F4D8EE77209A6EC0C5A4C4C793A01A09');
CREATE TABLE run_stage (
      run_id TEXT NOT NULL CHECK (run_id <> ''),
      ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
      stage TEXT NOT NULL CHECK (stage <> ''),
      state TEXT NOT NULL CHECK (state IN ('started', 'done', 'failed')),
      input_digest TEXT,
      output_digest TEXT,
      started_at_ms INTEGER NOT NULL,
      duration_ms INTEGER CHECK (duration_ms >= 0),
      detail TEXT, outcome TEXT CHECK (outcome <> ''), files TEXT
      CHECK (json_type(files) = 'array'),
      PRIMARY KEY (run_id, stage)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE seal (
      seal_id INTEGER PRIMARY KEY CHECK (seal_id = 1),
      content_digest TEXT NOT NULL CHECK (
        length(content_digest) = 64
        AND content_digest NOT GLOB '*[^0-9a-f]*')
    ) STRICT;
CREATE TABLE set_aside (
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      column_name TEXT,
      value TEXT,
      reason TEXT NOT NULL CHECK (reason <> '')
    ) STRICT;
CREATE TABLE source_file (
      file_id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL UNIQUE
        CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
      name TEXT NOT NULL CHECK (name <> ''),
      format TEXT NOT NULL CHECK (format <> ''),
      facts INTEGER NOT NULL DEFAULT 0 CHECK (facts >= 0),
      set_aside INTEGER NOT NULL DEFAULT 0 CHECK (set_aside >= 0),
      first_at_ms INTEGER,
      last_at_ms INTEGER,
      CHECK (first_at_ms <= last_at_ms)
    ) STRICT;
INSERT INTO "source_file" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','old.csv','launches',0,0,NULL,NULL);
CREATE TABLE spell (
      spell_id INTEGER PRIMARY KEY,
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      instance_id TEXT,
      launched_at_ms INTEGER,
      watched_from_ms INTEGER NOT NULL,
      watched_until_ms INTEGER NOT NULL,
      age_after_ms INTEGER CHECK (age_after_ms >= 0),
      age_through_ms INTEGER,
      end_uncertainty_ms INTEGER NOT NULL CHECK (end_uncertainty_ms >= 0),
      exit TEXT NOT NULL CHECK (exit IN (
        'interrupted', 'released', 'lifetimeCap', 'observationEnded')),
      notice_ms INTEGER,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1), start_uncertainty_ms INTEGER NOT NULL
      DEFAULT 0 CHECK (start_uncertainty_ms >= 0),
      CHECK (watched_until_ms >= watched_from_ms),
      CHECK ((age_after_ms IS NULL) = (age_through_ms IS NULL)),
      CHECK (age_through_ms >= age_after_ms)
    ) STRICT;
CREATE TABLE zone_alias (
      account TEXT NOT NULL,
      zone_name TEXT NOT NULL CHECK (zone_name <> ''),
      zone_id TEXT NOT NULL CHECK (zone_id <> ''),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (account, zone_name)
    ) STRICT, WITHOUT ROWID;
CREATE INDEX instance_event_by_instance
      ON instance_event (instance_id, at_ms);
CREATE INDEX launch_attempt_by_pool
      ON launch_attempt (pool_id, requested_at_ms);
CREATE INDEX launch_attempt_by_instance
      ON launch_attempt (instance_id, launched_at_ms)
      WHERE instance_id IS NOT NULL;
CREATE UNIQUE INDEX set_aside_key ON set_aside (
      file_id, line, column_name IS NULL, ifnull(column_name, ''),
      value IS NULL, ifnull(value, ''), reason);
CREATE VIEW price_change AS
    SELECT
      pool_id, at_ms,
      lead(at_ms) OVER (PARTITION BY pool_id ORDER BY at_ms) AS until_ms,
      usd_micro_per_hour, previous_usd_micro_per_hour
    FROM (
      SELECT
        pool_id, at_ms, usd_micro_per_hour,
        lag(usd_micro_per_hour) OVER (PARTITION BY pool_id ORDER BY at_ms)
          AS previous_usd_micro_per_hour
      FROM price_observation)
    WHERE previous_usd_micro_per_hour IS NULL
      OR previous_usd_micro_per_hour <> usd_micro_per_hour;
CREATE INDEX run_stage_by_start ON run_stage (started_at_ms);
CREATE UNIQUE INDEX billing_subject_key ON billing_subject (
      kind, ifnull(zone, ''), ifnull(region, ''), ifnull(instance_type, ''),
      ifnull(os, ''), ifnull(market, ''), ifnull(reservation_id, ''), unit,
      currency);
CREATE INDEX backtest_by_spec ON backtest (spec_digest, data_through_ms);
CREATE VIEW billing_standing AS
    SELECT delivery_id FROM (
      SELECT delivery_id, dense_rank() OVER (
        PARTITION BY provider, account, period_start_ms
        ORDER BY version LIKE 'before-%', format = 'aws-spot-data-feed',
          all_final DESC, all_until_ms DESC, version <> '' DESC,
          all_named DESC, all_made_ms DESC, all_from_ms, format, version
      ) AS place
      FROM (
        SELECT *, max(is_final) OVER parts AS all_final,
          max(until_ms) OVER parts AS all_until_ms,
          min(from_ms) OVER parts AS all_from_ms,
          max(is_named) OVER parts AS all_named,
          max(made_ms) OVER parts AS all_made_ms
        FROM billing_delivery
        WINDOW parts AS (
          PARTITION BY provider, account, period_start_ms, format, version,
            iif(version = '', is_final, 0))))
    WHERE place = 1;
CREATE VIEW billing_usage AS
    SELECT d.provider, d.account, d.period_start_ms,
      nullif(r.resource_id, '') AS resource_id, l.start_ms AS usage_start_ms,
      l.end_ms AS usage_end_ms, s.zone, s.region, s.instance_type, s.os,
      s.market, l.quantity AS used_ms, s.currency, l.billed_micro,
      l.effective_micro, l.list_micro, s.reservation_id, j.json AS labels
    FROM billing_standing
    JOIN billing_delivery d USING (delivery_id)
    JOIN billing_line l USING (delivery_id)
    JOIN billing_subject s USING (subject_id)
    JOIN billing_resource r USING (resource_ref)
    JOIN billing_labels j USING (labels_id)
    WHERE s.kind = 'usage';
CREATE VIEW billing_charge AS
    SELECT d.provider, d.account, d.period_start_ms, s.kind,
      nullif(r.resource_id, '') AS resource_id, l.start_ms, l.end_ms,
      s.region, s.instance_type, s.reservation_id,
      l.quantity AS quantity_micro, s.unit, s.currency, l.billed_micro,
      l.effective_micro, l.list_micro, j.json AS labels
    FROM billing_standing
    JOIN billing_delivery d USING (delivery_id)
    JOIN billing_line l USING (delivery_id)
    JOIN billing_subject s USING (subject_id)
    JOIN billing_resource r USING (resource_ref)
    JOIN billing_labels j USING (labels_id)
    WHERE s.kind <> 'usage';
DELETE FROM "sqlite_sequence";
COMMIT;
