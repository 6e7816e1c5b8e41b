package org.offhook.cli;

import java.util.ArrayList;
import java.util.List;
import org.offhook.Listen;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The embedded registrar and proxy on its own. */
@CommandLine.Command(
    name = "registrar",
    description = {
      "A small registrar and proxy for demonstrations and laboratories, until it is stopped.",
      "Without --account everybody may register and call. Listens on sip:127.0.0.1:5060 unless",
      "--listen says otherwise. All state is in memory."
    })
final class RegistrarCommand extends Command {

  @Option(
      names = "--listen",
      paramLabel = "TRANSPORT:HOST:PORT",
      description = "Where to listen; may be repeated.")
  List<Listen> listen = new ArrayList<>();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "A domain to serve beside the own addresses; may be repeated.")
  List<String> domains = new ArrayList<>();

  @Option(
      names = "--account",
      paramLabel = "NAME:PASSWORD",
      description = "A user, whose requests are then challenged; may be repeated.")
  List<String> accounts = new ArrayList<>();

  @Mixin TlsOptions tls = new TlsOptions();

  @Option(
      names = "--no-events",
      description = {
        "Send subscriptions and publications on to the users, instead of telling presence,"
            + " dialogs,",
        "registrations and waiting messages here."
      })
  boolean forwardsEvents;

  @Option(names = "--trace", description = "Show all messages on standard error.")
  boolean trace;

  @Override
  int run() throws InterruptedException {
    var options = SipServerOptions.builder();
    (listen.isEmpty() ? List.of(Listen.sip("127.0.0.1", 5060)) : listen).forEach(options::listen);
    domains.forEach(options::domain);
    tls.settings(report()).ifPresent(options::tls);
    options.events(!forwardsEvents);
    accounts.forEach(account -> add(options, account));
    if (!accounts.isEmpty()) {
      options.authenticate(Authenticate.ALL);
    }
    var shown = trace ? new Trace(report().err()) : null;
    if (shown != null) {
      options.tap(shown);
    }
    var built = Input.of(options::build);
    try (var server = SipServer.start(built)) {
      server.listening().forEach(one -> Listeners.tell(report(), one));
      report().flush();
      place().stop().await();
    } catch (InterruptedException e) {
      report().event(Json.event("stopping"), "stopping");
    } finally {
      if (shown != null) {
        shown.close();
      }
    }
    return ExitCode.DONE;
  }

  private static void add(SipServerOptions.Builder options, String account) {
    int colon = account.indexOf(':');
    if (colon < 1) {
      throw Failure.usage("--account takes NAME:PASSWORD");
    }
    options.user(account.substring(0, colon), account.substring(colon + 1));
  }
}
