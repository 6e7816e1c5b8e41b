/** Whole applications, written with what every application can use. */
module org.offhook.examples {
  requires org.offhook.core;
  requires static org.jspecify;

  exports org.offhook.examples;
}
