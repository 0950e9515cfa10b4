import RiskDecision
import RiskDomain
import Testing

@testable import RiskPipeline

/// Tasks in the layout of SkyPilot's documentation, planned as jobs.
@Suite("SkyPilot tasks as jobs")
struct SkyPilotTaskTests {
  private func read(
    _ text: String, _ settings: String...
  ) throws -> JobFile {
    try JobFile(parsing: text, settings: settings)
  }

  private func refusal(_ text: String, _ settings: String...) -> String? {
    do {
      _ = try JobFile(parsing: text, settings: settings)
      return nil
    } catch {
      return error.message
    }
  }

  @Test("machines, nodes and place of a task")
  func whole() throws {
    let file = try read(
      """
      name: llama
      num_nodes: 2
      resources:
        infra: aws/us-west-2
        accelerators: A100:8
        use_spot: true
        disk_size: 512
      envs: {MODEL: 7b}
      setup: pip install torch
      run: torchrun train.py
      """, "work.hours=48", "when.deadline=2026-01-18T00:00:00Z")
    let job = file.job
    #expect(job.name == "llama")
    #expect(job.work == .hours(48))
    #expect(job.gang.nodes == 2)
    #expect(job.gang.gpusPerNode == 8)
    #expect(job.accept.map(\.gpu) == ["A100-40GB"])
    #expect(job.place.providers == [.aws])
    #expect(job.place.regions == ["us-west-2"])
    #expect(job.when.deadline?.rfc3339 == "2026-01-18T00:00:00Z")
    #expect(
      file.warnings == [
        "resources.use_spot is not asked for: the plan compares spot with the "
          + "other ways; name them with vehicles to narrow it."
      ])
  }

  @Test("a typing error in resources is named, a key of a later version told")
  func unknownResourceKeys() throws {
    let error = try #require(throws: JobFileError.self) {
      try read(
        """
        name: llama
        resources:
          acelerators: A100:8
        """, "work.hours=48")
    }
    #expect(error.message.contains("'resources.acelerators'"))
    #expect(error.message.contains("(line 3)"))
    #expect(error.message.contains("Did you mean 'accelerators'?"))
    let file = try read(
      """
      name: llama
      resources:
        accelerators: A100:8
        quantum_cores: 4
      """, "work.hours=48", "when.deadline=2026-01-18T00:00:00Z")
    #expect(
      file.warnings == [
        "resources.quantum_cores is no known key of SkyPilot and is not read."
      ])
  }

  @Test("what --job-set states is named as such, not as a line of the file")
  func settingsArePlaced() throws {
    let task = """
      name: llama
      resources:
        accelerators: A100:8
      """
    for (setting, key) in [
      ("work.hours=many", "work.hours"), ("work.hourz=48", "hourz"),
      ("money={budgetUSD: lots}", "money.budgetUSD"),
    ] {
      // What stands last holds: work is asked for only where it is missing.
      let error = try #require(throws: JobFileError.self) {
        try read(task, "work.hours=48", setting)
      }
      #expect(error.message.contains("(--job-set \(setting))"))
      #expect(error.message.contains("'\(key)'"))
      #expect(error.line == nil)
    }
  }

  @Test("alternatives are accepted side by side, an open place stays open")
  func alternatives() throws {
    let file = try read(
      """
      name: sweep
      resources:
        accelerators: {V100: 4}
        any_of:
          - {cloud: aws, region: us-east-1}
          - {infra: gcp}
          - {infra: gcp/us-central1/us-central1-a, accelerators: L4:4}
      run: python sweep.py
      """, "work.gpuHours=100")
    #expect(file.job.accept.map(\.gpu) == ["V100-16GB", "L4-24GB"])
    #expect(file.job.gang.gpusPerNode == 4)
    #expect(file.job.place.providers == [.aws, .gcp])
    // The second names no region, so that all of its cloud's are open.
    #expect(file.job.place.regions == [])
    // A zone without a type, fewer GPUs a node, and equal speeds.
    #expect(file.warnings.count == 2)
  }

  @Test("a task that may not be interrupted is planned without spot")
  func onDemand() throws {
    let file = try read(
      """
      name: careful
      resources: {accelerators: A100, use_spot: false}
      run: python train.py
      """, "work.hours=2")
    #expect(file.job.vehicles == [.onDemand, .capacityBlock])
    #expect(file.warnings == [])
  }

  @Test("a type in a zone is a pool")
  func pool() throws {
    let file = try read(
      """
      name: one
      resources: {infra: aws/us-west-2/us-west-2a, instance_type: p3.2xlarge}
      run: ./go
      """, "work.hours=5")
    #expect(file.job.pools.map(\.key) == ["aws/us-west-2a/p3.2xlarge"])
    #expect(file.job.accept == [])
  }

  @Test("a service is refused as one")
  func service() throws {
    let file = try read(
      """
      name: chat
      service: {readiness_probe: /health, replicas: 2}
      resources: {accelerators: L4}
      run: vllm serve
      """, "work.hours=5")
    #expect(file.job.jobClass == .realtime)
  }

  @Test("what a task lacks is asked for by name")
  func lacking() {
    #expect(
      refusal("resources: {accelerators: V100}\nrun: ./go")
        == "A SkyPilot task does not say everything that a plan needs. Add "
        + "--job-set name=NAME, --job-set work.hours=HOURS (of the whole gang, "
        + "or work.gpuHours).")
    #expect(
      refusal("name: a\nresources: {cpus: 4+}\nrun: ./go", "work.hours=1")
        == "A SkyPilot task does not say everything that a plan needs. Add "
        + "--job-set 'accept=[{gpu: A100-40GB}]'.")
    #expect(
      refusal("name: a\nresources: {accelerators: [A100:8, H100:4]}")
        == "'resources.accelerators' of the SkyPilot task (line 2) must ask for "
        + "one number of GPUs: work is divided among them. Plan each number as "
        + "a job of its own.")
    #expect(
      refusal("name: a\nresources: {accelerators: V100:x}")?
        .contains("such as A100:8, not 'V100:x'") == true)
    #expect(
      refusal("name: a\nresources: {accelerators: A1000}")?
        .contains("Did you mean 'A100'?") == true)
    #expect(
      refusal("name: a\nresources: {infra: oci, accelerators: A100}")?
        .contains("must name aws, gcp or azure, not 'oci'") == true)
  }

  @Test("--job-set stands over the file and is read like it")
  func settings() throws {
    let text = "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
    let file = try read(
      text, "gang.nodes=4", "gang.elastic.minNodes=2",
      "vehicles=[spot]", "work.hours=9")
    #expect(file.job.gang.nodes == 4)
    #expect(file.job.gang.elastic?.minNodes == 2)
    #expect(file.job.vehicles == [.spot])
    #expect(file.job.work == .hours(9))
    #expect(
      refusal(text, "gang.knots=4")?.contains("unknown key 'knots'") == true)
    #expect(
      refusal(text, "gang")
        == "--job-set gang is not KEY=VALUE, for example work.hours=48.")
    #expect(
      refusal(text, "name.x=4")
        == "--job-set: 'name' of the job file holds no keys.")
  }
}
