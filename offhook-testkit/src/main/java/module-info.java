/** The simulated world: hosts, network and time that a test owns, for Offhook and its users. */
module org.offhook.testkit {
  requires transitive org.offhook.core;
  requires transitive org.offhook.server;
  requires org.dnsjava;
  requires org.slf4j;
  requires static org.jspecify;
  requires static org.junit.jupiter.api;

  exports org.offhook.testkit;
}
