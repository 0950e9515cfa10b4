extension Schema {
  // Ids of instances come in no order, so that every row of a load met another
  // page of these indexes: in a log of 5,000,000 events they took more than
  // half of the time of storing it. Who asks by instance asks for all of them,
  // and sorts the names once.
  static let indexesSQL = """
    DROP INDEX instance_event_by_instance;
    DROP INDEX launch_attempt_by_instance;
    """
}
