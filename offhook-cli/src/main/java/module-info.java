/** The offhook command. */
module org.offhook.cli {
  requires info.picocli;
  requires jdk.unsupported; // signals
  requires org.offhook.core;
  requires org.offhook.server;
  requires static org.jspecify;

  opens org.offhook.cli to
      info.picocli;
}
