PRAGMA application_id = 1380537163;
BEGIN TRANSACTION;
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
CREATE TABLE billing_usage (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      account TEXT NOT NULL,
      period_start_ms INTEGER NOT NULL
        CHECK (period_start_ms BETWEEN -62167219200000 AND 253402300799999),
      line_item_id TEXT NOT NULL,
      usage_start_ms INTEGER NOT NULL
        CHECK (usage_start_ms BETWEEN -62167219200000 AND 253402300799999),
      usage_end_ms INTEGER NOT NULL
        CHECK (usage_end_ms BETWEEN -62167219200000 AND 253402300799999),
      cost_usd_micro INTEGER NOT NULL,
      used_ms INTEGER NOT NULL CHECK (used_ms >= 0),
      on_demand_usd_micro INTEGER,
      zone TEXT CHECK (zone <> ''),
      region TEXT NOT NULL,
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      os TEXT NOT NULL CHECK (os <> ''),
      market TEXT NOT NULL CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      resource_id TEXT CHECK (resource_id <> ''),
      labels TEXT NOT NULL CHECK (json_type(labels) = 'object'),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (usage_end_ms >= usage_start_ms),
      PRIMARY KEY (
        provider, account, period_start_ms, line_item_id, usage_start_ms)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "billing_usage" VALUES('aws','000123456789',1767225600000,'item-1',1767225600000,1767229200000,918000,3600000,3060000,'us-west-2a','us-west-2','p3.2xlarge','linux','spot','i-1','{"job":"llama"}',1,1);
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
CREATE TABLE derivation (
      derivation_id INTEGER PRIMARY KEY CHECK (derivation_id = 1),
      input_digest TEXT NOT NULL CHECK (input_digest <> '')
    ) STRICT;
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
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('0001-facts');
INSERT INTO "grdb_migrations" VALUES('0002-price-change');
INSERT INTO "grdb_migrations" VALUES('0003-derived');
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
CREATE TABLE model_artifact (
      artifact_id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      spec_digest TEXT NOT NULL CHECK (spec_digest <> ''),
      data_digest TEXT NOT NULL CHECK (data_digest <> ''),
      fit_as_of_ms INTEGER NOT NULL,
      json TEXT NOT NULL CHECK (json_valid(json)),
      UNIQUE (spec_digest, data_digest, fit_as_of_ms)
    ) STRICT;
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
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (watched_until_ms >= watched_from_ms),
      CHECK ((age_after_ms IS NULL) = (age_through_ms IS NULL)),
      CHECK (age_through_ms >= age_after_ms)
    ) STRICT;
CREATE INDEX billing_usage_by_resource
      ON billing_usage (resource_id, usage_end_ms)
      WHERE resource_id IS NOT NULL;
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
DELETE FROM "sqlite_sequence";
COMMIT;
