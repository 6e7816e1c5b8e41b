package org.offhook.exosip;

import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.offhook.Activity;
import org.offhook.EndpointOptions;
import org.offhook.EventChannel;
import org.offhook.QueueSizes;
import org.offhook.net.Host;
import org.offhook.net.NetworkSettings;
import org.offhook.net.SystemHost;
import org.offhook.net.TlsException;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** The options of a context by number. Guarded by the context's lock, but for what is told. */
final class Options {

  /** So many events wait for the program. */
  static final QueueSizes ROOM = new QueueSizes(20_000, 1_000);

  final EventChannel events = new EventChannel();
  final RawMessages raw = new RawMessages();

  /** The destinations by which a local address is guessed: IPv4, IPv6. */
  final String[] gateways = {"198.51.100.1", "2001:db8::1"};

  /** How sockets are opened; null where another host opens them. */
  @Nullable NetworkSettings sockets;

  /** Whether a route given for a request is written into it (option 27). */
  volatile boolean keepsRoute;

  /** Whether an option was what it is already. */
  boolean unchanged;

  TlsContext tls = new TlsContext();
  int verify = 1;
  volatile IntConsumer wakeLock = number -> {};
  final ExosipSettings context;
  private Activity before = new Activity(false, false);

  /** What an endpoint is started with. */
  volatile EndpointOptions wanted;

  Options(ExosipSettings context, @Nullable Host host) {
    this.context = context;
    var own = NetworkSettings.DEFAULT.withDscp(NetworkSettings.AF31); // as eXosip2
    this.sockets = host == null ? own : null;
    this.wanted =
        EndpointOptions.builder()
            .host(host == null ? new SystemHost(own) : host)
            .exchanges(true)
            .queues(ROOM)
            .automatic(Automatic.ANSWER_OFFER, AutoMode.OFF)
            .automatic(Automatic.ANSWER_INFO, AutoMode.OFF)
            .automatic(Automatic.ANSWER_OPTIONS, AutoMode.OFF)
            .events(InSubscriptionFunctions.ALL)
            .unsolicitedNotify(true)
            .tap(raw)
            .onActivity(this::tell)
            .build();
  }

  /** Tells the numbers of option 23. On the loop. */
  private void tell(Activity now) {
    if (now.server() != before.server()) {
      wakeLock.accept(now.server() ? 1 : 0);
    }
    if (now.client() != before.client()) {
      wakeLock.accept(now.client() ? 3 : 2);
    }
    before = now;
  }

  EndpointOptions change(Function<EndpointOptions.Builder, EndpointOptions.Builder> change) {
    context.endpoint().ifPresent(running -> running.reconfigure(change::apply));
    wanted = change.apply(wanted.toBuilder()).build();
    return wanted;
  }

  /** Returns 1 where nothing changed, as eXosip2; for option 13 alone. */
  int set(Given given) {
    var successor = given.option().successor();
    if (!successor.isEmpty()) {
      throw OsipError.UNDEFINED_ERROR.exception(given.option().cName() + ": " + successor);
    }
    try {
      unchanged = false;
      given.option().effect.accept(given);
      return unchanged ? 1 : OsipError.SUCCESS;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | TlsException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  void tls(TlsContext info, int bits) {
    var settings = info.settings(bits);
    settings.load();
    change(options -> options.tls(settings));
    tls = info;
    verify = bits;
  }
}
