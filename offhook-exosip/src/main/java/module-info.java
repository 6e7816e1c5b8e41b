/**
 * The vocabulary of eXosip2 and of its Python binding on Offhook, for programs ported from them.
 */
module org.offhook.exosip {
  requires transitive org.offhook.core;
  requires static org.jspecify;

  exports org.offhook.exosip;
  exports org.offhook.exosip.ctypes;
}
