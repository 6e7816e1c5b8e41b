/** Whole applications, written with what every application can use. */
module org.offhook.examples {
  requires org.offhook.core;
  requires org.offhook.exosip;
  requires static org.jspecify;

  exports org.offhook.examples;
}
