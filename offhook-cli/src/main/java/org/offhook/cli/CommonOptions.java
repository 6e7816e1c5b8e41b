package org.offhook.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.HeaderRow;
import org.offhook.Listen;
import org.offhook.ListenException;
import org.offhook.auth.Credentials;
import org.offhook.dns.DnsSettings;
import org.offhook.message.NameAddr;
import org.offhook.message.OtherUri;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that has an endpoint. */
final class CommonOptions {

  @Option(
      names = "--listen",
      paramLabel = "TRANSPORT:HOST:PORT",
      description = {
        "Where to listen; may be repeated. TRANSPORT is sip (udp and tcp), udp, tcp, tls, dtls, ws",
        "or wss; port 0 takes a free one. Example: sip:0.0.0.0:5060, tls:[::1]:5061."
      })
  List<Listen> listen = new ArrayList<>();

  @Option(names = "--aor", paramLabel = "URI", description = "Own address of record (From).")
  @Nullable String aor;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "User name for challenges; default: the user part of --aor.")
  @Nullable String user;

  @Option(
      names = "--password",
      paramLabel = "WORD",
      description = "Password; better: OFFHOOK_PASSWORD or --password-file.")
  @Nullable String password;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password.")
  @Nullable Path passwordFile;

  @Option(
      names = "--proxy",
      paramLabel = "URI",
      description = "Server that all requests go to first.")
  @Nullable String proxy;

  @Mixin NatOptions nat = new NatOptions();

  @Option(
      names = "--dns",
      paramLabel = "HOST:PORT",
      description = {
        "Name server to ask instead of the system's; may be repeated. HOST is numeric;",
        "without port: 53. Example: 192.0.2.53, [2001:db8::53]:5353."
      })
  List<String> nameServers = new ArrayList<>();

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "Header field to add; may be repeated.")
  List<String> headers = new ArrayList<>();

  @Mixin TlsOptions tls = new TlsOptions();

  @Option(names = "--trace", description = "Show all messages on standard error.")
  boolean trace;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for an answer.")
  @Nullable Double timeout;

  /** How long to wait for an answer, where that was said. */
  Optional<Duration> timeLimit() {
    return timeout == null ? Optional.empty() : Optional.of(Seconds.positive("--timeout", timeout));
  }

  /** The extra header rows. */
  List<HeaderRow> rows() {
    return Input.of(() -> headers.stream().map(HeaderRow::parse).toList());
  }

  private DnsSettings names() {
    return Input.of(() -> DnsSettings.DEFAULT.withServers(nameServers.toArray(String[]::new)));
  }

  /** The server named by {@code --proxy}. */
  Optional<SipUri> proxyUri() {
    return Optional.ofNullable(proxy).map(text -> Input.of(() -> SipUri.parse(text)));
  }

  /**
   * The own address: {@code --aor}, or {@code --user} at the domain.
   *
   * @param domain where the user is, if only its name was given
   */
  Optional<NameAddr> identity(@Nullable SipUri domain) {
    if (aor != null) {
      return Optional.of(address(aor));
    }
    var host = proxyUri().orElse(domain);
    if (user == null || host == null) {
      return Optional.empty();
    }
    var name = user;
    return Optional.of(
        Input.of(() -> NameAddr.of(SipUri.of(name, host.host(), host.port().orElse(-1)))));
  }

  private static NameAddr address(String text) {
    var address = Input.of(() -> NameAddr.parse(text));
    if (address.uri() instanceof OtherUri) {
      throw Failure.usage("--aor takes an address such as sip:alice@example.com");
    }
    return address;
  }

  /**
   * Starts an endpoint for a single request to {@code target}: at its end nothing is to be said.
   */
  OpenEndpoint ask(Surroundings place, Uri target) throws InterruptedException {
    return open(place, target, builder -> builder.closeWithin(Duration.ofMillis(50)));
  }

  /** Starts an endpoint for a command that talks to {@code target}. */
  OpenEndpoint open(Surroundings place, Uri target) throws InterruptedException {
    return open(place, target, builder -> builder);
  }

  /** As {@link #open(Surroundings, Uri)}, with more options. */
  OpenEndpoint open(Surroundings place, Uri target, UnaryOperator<EndpointOptions.Builder> more)
      throws InterruptedException {
    var hop = proxyUri().map(uri -> (Uri) uri).orElse(target);
    var host = hop instanceof SipUri uri ? uri.maddr().orElse(uri.host()) : "";
    boolean six = host.startsWith("[");
    boolean four = host.matches("[0-9.]+");
    var local = six ? "[::]" : host.startsWith("127.") && four ? host : "0.0.0.0";
    var here = new ArrayList<Listen>(List.of(Listen.sip(local, 0)));
    if (tls.canListen() && hop instanceof SipUri uri && isSecure(uri)) {
      // Requests of the peer may come by another connection.
      here.add(Listen.tls(local, 0));
    }
    var open = start(place, target, here, more);
    if (listen.isEmpty() && !six && !four) {
      try {
        open.endpoint().listen(Listen.sip("[::]", 0));
      } catch (ListenException e) {
        // this machine has no IPv6: the name is reached by IPv4, or not at all
      }
    }
    return open;
  }

  private static boolean isSecure(SipUri uri) {
    return uri.secure() || uri.transport().filter("tls"::equalsIgnoreCase).isPresent();
  }

  /** Starts an endpoint for a command that is talked to. */
  OpenEndpoint serve(Surroundings place, UnaryOperator<EndpointOptions.Builder> more)
      throws InterruptedException {
    return start(place, null, List.of(Listen.sip("0.0.0.0", 5060)), more);
  }

  private OpenEndpoint start(
      Surroundings place,
      @Nullable Uri target,
      List<Listen> listenElse,
      UnaryOperator<EndpointOptions.Builder> more)
      throws InterruptedException {
    var peer = target instanceof SipUri uri ? uri : null;
    var builder = EndpointOptions.builder();
    (listen.isEmpty() ? listenElse : listen).forEach(builder::listen);
    var self = identity(peer);
    self.ifPresent(address -> builder.aor(address.toString()));
    tls.settings(place.report()).ifPresent(builder::tls);
    proxyUri().ifPresent(uri -> builder.outboundProxy(uri.toString()));
    nat.addTo(builder);
    builder.dns(names());
    secret(place)
        .ifPresent(word -> builder.credentials(credentials(word, self.orElse(null), peer)));
    var options = Input.of(() -> more.apply(builder).build());
    if (!trace) {
      return new OpenEndpoint(Endpoint.start(options), null);
    }
    var shown = new Trace(place.report().err());
    return new OpenEndpoint(Endpoint.start(options.toBuilder().tap(shown).build()), shown);
  }

  private Credentials credentials(String word, @Nullable NameAddr self, @Nullable SipUri peer) {
    var own = self != null && self.uri() instanceof SipUri uri ? uri : null;
    var name = user != null ? user : own != null ? own.user().orElse(null) : null;
    if (name == null) {
      throw Failure.usage("a password needs a user: give --user or --aor");
    }
    var made = Credentials.builder(name).anyRealm().password(word);
    proxyUri().ifPresent(uri -> made.server(uri.host()));
    if (own != null) {
      made.server(own.host());
    }
    if (peer != null) {
      made.server(peer.host());
    }
    return made.build();
  }

  /** The password, from where it was given. */
  private Optional<String> secret(Surroundings place) {
    if (password != null) {
      return Optional.of(password);
    }
    if (passwordFile != null) {
      return Optional.of(firstLine(passwordFile));
    }
    var fromEnvironment = place.environment().apply("OFFHOOK_PASSWORD");
    if (fromEnvironment != null && (user != null || aor != null)) {
      return Optional.of(fromEnvironment);
    }
    if (user != null) {
      throw Failure.usage(
          "no password for " + user + ": give OFFHOOK_PASSWORD, --password-file or --password");
    }
    return Optional.empty();
  }

  /** The first line of a file with a password. */
  static String firstLine(Path file) {
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .findFirst()
          .filter(line -> !line.isEmpty())
          .orElseThrow(() -> Failure.usage("the first line of " + file + " is empty"));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw Failure.usage("cannot read the password from " + file + ": " + Input.why(e));
    }
  }
}
