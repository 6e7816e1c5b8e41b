package org.offhook.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where the peers come from: says which Debian package is missing and skips the test, or fails it
 * where {@code CI=true}.
 */
final class Debian {

  private static final boolean ALL_MUST_BE_THERE = "true".equals(System.getenv("CI"));

  private Debian() {}

  static void sipp() {
    needs("sipp", "sip-tester");
  }

  static void kamailio() {
    needs("kamailio", "kamailio");
    needs("openssl", "openssl");
    needs("ss", "iproute2");
    needsFile("kamailio/modules/tls.so", "kamailio-tls-modules");
    needsFile("kamailio/modules/websocket.so", "kamailio-websocket-modules");
    needsFile("kamailio/modules/presence.so", "kamailio-presence-modules");
    needsFile("kamailio/modules/outbound.so", "kamailio-outbound-modules");
  }

  static void openssl() {
    needs("openssl", "openssl");
  }

  static void baresip() {
    needs("baresip", "baresip-core");
    needs("perl", "perl");
  }

  static void linphone() {
    needs("linphonec", "linphone-cli");
    needs("ss", "iproute2");
  }

  static void browser() {
    needs("chromium", "chromium");
    needs("node", "nodejs");
    needs("npm", "npm");
  }

  /** Network namespaces with nftables in them: root only. */
  static void namespaces() throws IOException, InterruptedException {
    needs("ip", "iproute2");
    needs("nft", "nftables");
    var name = "offhook-trial-" + ProcessHandle.current().pid();
    if (!succeeds("ip", "netns", "add", name) || !succeeds("ip", "netns", "delete", name)) {
      without("network namespaces cannot be made here: run it as root", ALL_MUST_BE_THERE);
    }
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start().waitFor() == 0;
  }

  static void dnsmasq() {
    needs("dnsmasq", "dnsmasq-base");
    needs("ss", "iproute2");
  }

  private static void needs(String command, String debianPackage) {
    needs(command, debianPackage, ALL_MUST_BE_THERE);
  }

  static void needs(String command, String debianPackage, boolean mustBeThere) {
    var folders = Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin");
    if (folders.noneMatch(folder -> Files.isExecutable(Path.of(folder, command)))) {
      missing(debianPackage, mustBeThere);
    }
  }

  private static void needsFile(String library, String debianPackage) {
    try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"))) {
      for (var folder : folders) {
        if (Files.exists(folder.resolve(library))) {
          return;
        }
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    missing(debianPackage, ALL_MUST_BE_THERE);
  }

  private static void missing(String debianPackage, boolean mustBeThere) {
    without("the Debian package " + debianPackage + " is not installed", mustBeThere);
  }

  private static void without(String text, boolean mustBeThere) {
    if (mustBeThere) {
      fail(text);
    }
    abort(text);
  }
}
