package org.offhook.lab.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A callee in a process of its own, and what it is asked. */
final class ServerProcess implements AutoCloseable {

  /** Which callee. */
  enum Stack {
    /** Offhook, one thread takes the events of all calls. */
    OFFHOOK(OffhookCallee.class, "events"),
    /** Offhook, a handler for each call. */
    OFFHOOK_HANDLERS(OffhookCallee.class, "handlers"),
    /** JAIN-SIP. */
    JAIN(JainCallee.class, "jain");

    private final Class<?> main;
    private final String mode;

    Stack(Class<?> main, String mode) {
      this.main = main;
      this.mode = mode;
    }
  }

  private final Process process;
  private final PrintWriter ask;
  private final BufferedReader answers;
  private final int port;

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    this.ask = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    var ready = answers.readLine();
    if (ready == null) {
      throw new IOException("the callee ended at once; see its messages above");
    }
    this.port = Integer.parseInt(ready.substring("port ".length()));
  }

  /** Starts one that listens on {@code port} and waits until it does. */
  static ServerProcess start(Stack stack, int port, List<String> jvm, List<String> settings)
      throws IOException {
    return new ServerProcess(spawn(stack, port, jvm, settings));
  }

  static Process spawn(Stack stack, int port, List<String> jvm, List<String> settings)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(stack.main.getName(), stack.mode, Integer.toString(port)));
    command.addAll(settings);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** CPU seconds of the process since its start. */
  double cpuSeconds() throws IOException {
    return number("cpu") / 1e9;
  }

  /** Bytes on the heap after full collections. */
  long heapBytes() throws IOException {
    return number("heap");
  }

  private long number(String question) throws IOException {
    ask.println(question);
    var answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the callee is gone");
    }
    return Long.parseLong(answer);
  }

  @Override
  public void close() {
    ask.println("stop");
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
