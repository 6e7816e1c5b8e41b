package org.offhook.exosip;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.Listen;
import org.offhook.ListenException;
import org.offhook.dns.DnsSettings;
import org.offhook.net.Host;
import org.offhook.net.TlsException;
import org.offhook.net.TransportKind;
import org.offhook.transport.Listening;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * A context: the vocabulary of eXosip2 on an {@link Endpoint}. Messages are built, edited and sent;
 * calls, dialogs, transactions and registrations have integer identifiers; events are taken by
 * {@link #eventWait}.
 *
 * <p>Where the C library returns a negative number, an {@link OsipException} with that {@link
 * OsipException#code code} is thrown; other results are returned. Any thread may call anything; no
 * call needs the lock. What the protocol asks for happens whether events are taken or not: requests
 * are repeated, calls acknowledged, registrations renewed. With {@link #manual} the steps that
 * {@code automatic_action} takes in C wait for {@link #automaticAction} and {@link #defaultAction}.
 *
 * <pre>{@code
 * var exosip = new Exosip();
 * exosip.listenAddr(Exosip.UDP, null, 5060, Exosip.IPV4, false);
 * var invite = exosip.call().buildInitialInvite("sip:bob@example.com", "sip:me@example.com", null, null);
 * invite.contentType("application/sdp").body(sdp);
 * int cid = exosip.call().sendInitialInvite(invite);
 * for (var event = exosip.eventWait(30, 0); event != null; event = exosip.eventWait(30, 0)) {
 *   if (event.type() == EventType.CALL_ANSWERED) {
 *     exosip.call().sendAck(event.tid(), null);
 *   }
 * }
 * exosip.quit();
 * }</pre>
 */
public final class Exosip extends ExosipSettings {

  /** The protocol number of UDP; secure it means DTLS. */
  public static final int UDP = 17;

  /** The protocol number of TCP; secure it means TLS. */
  public static final int TCP = 6;

  /** Listens on IPv4. */
  public static final int IPV4 = 2;

  /** Listens on IPv6. */
  public static final int IPV6 = 10;

  private static final int DEFAULT_PORT = 5060;
  private final ReentrantLock taking = new ReentrantLock();
  private final ReentrantLock starting = new ReentrantLock();
  private final Ids ids = new Ids();
  private final AskedSteps steps = new AskedSteps();
  private final Translator translator = new Translator(ids, steps);
  private final CallFunctions calls = new CallFunctions(this, ids);
  private final MessageFunctions messages = new MessageFunctions(this, ids);
  private final PublishFunctions publications = new PublishFunctions(this, ids);
  private final RegisterFunctions registrations = new RegisterFunctions(this, ids);
  private final SubscriptionFunctions subscriptions = new SubscriptionFunctions(this, ids);
  private final InSubscriptionFunctions wishes = new InSubscriptionFunctions(this, ids);

  /** A context on this machine. */
  public Exosip() {
    this(null);
  }

  /** A context on another host, such as one of a simulated world; null: this machine. */
  public Exosip(@Nullable Host host) {
    super(host);
  }

  // --- the parts ---

  /** Calls. */
  public CallFunctions call() {
    return calls;
  }

  /** Requests outside calls, OPTIONS among them. */
  public MessageFunctions message() {
    return messages;
  }

  /** Published states. */
  public PublishFunctions publish() {
    return publications;
  }

  /** What the C library does otherwise. */
  public Quirks quirks() {
    return new Quirks(this);
  }

  /** Registrations. */
  public RegisterFunctions register() {
    return registrations;
  }

  /** The session descriptions of calls. */
  public SdpFunctions sdp() {
    return new SdpFunctions(this, ids);
  }

  /** Subscriptions at others, by SUBSCRIBE or REFER. */
  public SubscriptionFunctions subscription() {
    return subscriptions;
  }

  /** Subscriptions of others here. */
  public InSubscriptionFunctions insubscription() {
    return wishes;
  }

  /** REFER as a plain message. */
  public ReferFunctions refer() {
    return new ReferFunctions(messages);
  }

  // --- network ---

  /**
   * Listens. Several calls listen at several places, with one set of calls and registrations. By
   * TLS or DTLS without a certificate to show (option 501) nobody is let in, as in eXosip2: what
   * this program connects to is used in both ways, and a URI that names no transport takes this one
   * while there is no other.
   *
   * @param transport {@link #UDP} or {@link #TCP}
   * @param address a numeric address, null for all of the family
   * @param port 0 for any free one, negative for 5060
   * @param family {@link #IPV4} or {@link #IPV6}
   * @param secure DTLS or TLS
   * @throws OsipException BADPARAMETER for another transport or family; PORT_BUSY if it cannot
   *     listen there
   */
  public void listenAddr(
      int transport, @Nullable String address, int port, int family, boolean secure) {
    var kind =
        switch (transport) {
          case UDP -> secure ? TransportKind.DTLS : TransportKind.UDP;
          case TCP -> secure ? TransportKind.TLS : TransportKind.TCP;
          default ->
              throw OsipError.BADPARAMETER.exception(
                  "transport " + transport + " is unknown; use 17 (UDP) or 6 (TCP)");
        };
    OsipError.BADPARAMETER.when(
        family != IPV4 && family != IPV6, "family " + family + " is unknown; use 2 or 10");
    var host = address != null ? address : family == IPV4 ? "0.0.0.0" : "::";
    if (secure && !options.tls.settings(options.verify).canListen()) {
      if (listening().isEmpty()) {
        options.change(wanted -> wanted.dns(dns -> dns.withTransports(kind)));
      }
      open(List.of());
    } else {
      listen(new Listen(List.of(kind), host, port < 0 ? DEFAULT_PORT : port));
    }
  }

  /** Listens as {@link Listen} says, such as {@code Listen.on(channel)}, an open socket. */
  public void listen(Listen where) {
    open(List.of(where));
    options.change(wanted -> wanted.dns(DnsSettings::withTransports)); // as it listens
  }

  private void open(List<Listen> places) {
    starting.lock();
    try {
      var running = endpoint;
      if (running != null) {
        for (var where : places) {
          running.listen(where);
        }
      } else {
        var wanted = options.wanted.toBuilder();
        places.forEach(wanted::listen);
        var started = Endpoint.start(wanted.build());
        endpoint = started;
        options.events.follow(started.events());
      }
    } catch (ListenException e) {
      throw OsipError.PORT_BUSY.because(e);
    } catch (IllegalArgumentException | TlsException e) {
      throw OsipError.BADPARAMETER.because(e);
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      starting.unlock();
    }
  }

  /** Where it listens, with the real ports; empty before {@link #listenAddr}. */
  public List<Listening> listening() {
    return endpoint().map(Endpoint::listening).orElse(List.of());
  }

  // --- the lock ---

  /** Takes the lock, which no call needs; it is reentrant. */
  public void lock() {
    lock.lock();
  }

  /**
   * Gives the lock back.
   *
   * @throws OsipException WRONG_STATE if this thread has not got it
   */
  public void unlock() {
    OsipError.WRONG_STATE.when(!lock.isHeldByCurrentThread(), "this thread has not taken the lock");
    lock.unlock();
  }

  /** Whether some thread has the lock. */
  public boolean isLocked() {
    return lock.isLocked();
  }

  // --- events ---

  /**
   * The next event; null if there is none in time, or {@link #wakeupEvent} was called. Both 0: does
   * not wait.
   *
   * @throws OsipException NO_NETWORK before listening
   */
  public @Nullable ExosipEvent eventWait(int seconds, int milliseconds) {
    var running = running();
    var events = running.events();
    var end = running.elapsed().plusSeconds(seconds).plusMillis(milliseconds);
    taking.lock();
    try {
      while (true) {
        if (locked(() -> translator.take(events, 1)) > 0) {
          return locked(translator::next);
        }
        var more = events.poll(end.minus(running.elapsed()));
        if (more.isEmpty()) { // nothing is left, and the channel is quiet until something comes
          options.events.rest();
          return null;
        }
        locked(() -> translator.take(more.get()));
      }
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      taking.unlock();
    }
  }

  /** The next event, however long that takes; null if {@link #wakeupEvent} was called. */
  public @Nullable ExosipEvent eventGet() {
    return eventWait(Integer.MAX_VALUE, 0);
  }

  /** Lets a waiting {@link #eventWait}, or the next one, return null. */
  public void wakeupEvent() {
    running().events().wake();
    options.events.ring();
  }

  /** Runs whenever there may be an event to take: for an outside loop; must be quick. */
  public void onEvent(@Nullable Runnable told) {
    options.events.onRing(told);
  }

  /**
   * A channel that is readable while events wait, for a selector of the program's own: take them by
   * {@code eventWait(0, 0)} until it returns null, and do not read from the channel. It does not
   * block, and is closed by {@link #quit()}.
   *
   * <pre>{@code
   * exosip.eventSocket().register(selector, SelectionKey.OP_READ);
   * }</pre>
   */
  public SelectableChannel eventSocket() {
    return options.events.channel();
  }

  /** Learns what happened so far, so that identifiers are known; events stay to be taken. */
  void catchUp() {
    var running = endpoint;
    if (running != null && taking.tryLock()) {
      try {
        locked(() -> translator.take(running.events(), Options.ROOM.endpointEvents()));
      } finally {
        taking.unlock();
      }
    }
  }

  // --- automatic action ---

  /**
   * Whether credentials, redirections, intervals and refreshes wait for {@link #automaticAction},
   * as in the originals. Default: they happen by themselves.
   */
  public void manual(boolean wanted) {
    var mode = wanted ? AutoMode.MANUAL : AutoMode.AUTO;
    change(
        builder ->
            builder
                .automatic(Automatic.AUTHENTICATE, mode)
                .automatic(Automatic.FOLLOW_REDIRECT, mode)
                .automatic(Automatic.RETRY_INTERVAL, mode)
                .automatic(Automatic.REFRESH, mode));
  }

  /** Takes all steps that wait; nothing to do where they happen by themselves. */
  public void automaticAction() {
    catchUp();
    locked(() -> steps.take(step -> true));
  }

  /**
   * Takes the step that waits because of an event's response.
   *
   * @return whether there was one
   * @throws OsipException RETRY_LIMIT after three tries with credentials
   */
  public boolean defaultAction(ExosipEvent event) {
    catchUp();
    var response = OsipError.BADPARAMETER.unlessNull(event.response(), "the event has no response");
    var branch = response.sip().branch();
    var taken = locked(() -> steps.take(step -> step.cause().branch().equals(branch)));
    OsipError.RETRY_LIMIT.when(taken.contains(false), "the request was tried often enough");
    return !taken.isEmpty();
  }

  // --- the end ---

  /** Ends calls and registrations on the wire, too, within a deadline of two seconds. */
  public void quit() {
    quit(Duration.ofSeconds(2));
  }

  /** As {@link #quit()}, within another time; zero sends nothing, as the C library. */
  public void quit(Duration within) {
    var running = endpoint();
    endpoint = null;
    running.ifPresent(within.isZero() ? Endpoint::abandon : open -> open.close(within));
    options.events.close();
  }

  // --- for the parts ---

  static OsipException interrupted() {
    Thread.currentThread().interrupt();
    return OsipError.UNDEFINED_ERROR.exception("the thread was interrupted");
  }
}
