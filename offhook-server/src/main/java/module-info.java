/** A small registrar and proxy to embed in demonstrations, tests and laboratories. */
module org.offhook.server {
  requires transitive org.offhook.core;
  requires org.slf4j;
  requires static org.jspecify;

  exports org.offhook.server;
}
