package org.offhook.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Chromium without screen that shows {@code lab/interop/browser/page.html}, served on loopback;
 * it has a made-up microphone, and may reach 127.0.0.1 only. The page says its steps.
 */
final class Browser implements AutoCloseable {

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--no-proxy-server",
          "--ignore-certificate-errors",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-default-apps",
          "--use-fake-device-for-media-stream",
          "--use-fake-ui-for-media-stream",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");

  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "js", "text/javascript", "json", "application/json");

  private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
  private final Path packages;
  private final HttpServer pages;
  private final Child chromium;

  private Browser(Path packages, Map<String, String> query) throws IOException {
    this.packages = packages;
    var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    pages = HttpServer.create(here, 0);
    pages.createContext("/", this::serve);
    pages.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pages.start();
    var profile = Files.createTempDirectory("offhook-browser-");
    var command = new ArrayList<>(List.of("chromium"));
    command.addAll(FLAGS);
    command.add("--user-data-dir=" + profile);
    command.add("http://127.0.0.1:" + pages.getAddress().getPort() + "/page.html?" + form(query));
    chromium = Child.start(command, Map.of("HOME", profile.toString()), profile);
  }

  /** Opens the page with this query; skips the test where a browser or its packages are missing. */
  static Browser open(Map<String, String> query) throws IOException, InterruptedException {
    Debian.browser();
    return new Browser(NodePackages.install(), query);
  }

  private static String form(Map<String, String> query) {
    return query.entrySet().stream()
        .map(
            pair ->
                pair.getKey()
                    + "="
                    + java.net.URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (path.equals("/said")) {
        steps.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      var file = file(path);
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var type = path.substring(path.lastIndexOf('.') + 1);
      exchange.getResponseHeaders().set("Content-Type", TYPES.getOrDefault(type, "text/plain"));
      var content = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private Path file(String path) {
    var modules = "/node_modules/";
    return path.startsWith(modules)
        ? packages.resolve(path.substring(modules.length()))
        : Script.at("browser").resolve(path.substring(1));
  }

  /** Waits for the page's next step; fails with what the browser printed if it is another one. */
  void awaitStep(String step) throws IOException, InterruptedException {
    var said = steps.poll(Phones.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!step.equals(said)) {
      throw new AssertionError(
          "the page said " + said + " instead of " + step + ":\n" + chromium.output());
    }
  }

  @Override
  public void close() {
    pages.stop(0);
    chromium.close();
  }
}
