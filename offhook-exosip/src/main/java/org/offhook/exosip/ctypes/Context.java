package org.offhook.exosip.ctypes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.OrderedTasks;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.OsipException;
import org.offhook.loop.Signal;
import org.offhook.loop.UserThreads;

/**
 * A context: listens, calls, registers, and tells its events to a callback. What it does is done by
 * an {@link Exosip}, which {@link #exosip} gives for all that this vocabulary has no word for.
 *
 * <p>Any thread. Refusals are an {@link org.offhook.exosip.OsipException} as there. Without {@link
 * #start} or {@link #run} events wait for {@link #eventWait}.
 *
 * <pre>{@code
 * try (var context = new Context((it, event) -> System.out.println(event))) {
 *   context.listenOnAddress("192.0.2.1", Exosip.UDP, 5060);
 *   context.start();
 *   var invite = new InitInvite(context, "sip:bob@example.com", "sip:me@192.0.2.1");
 *   invite.message().contentType("application/sdp").body(sdp);
 *   int cid = context.callSendInitInvite(invite);
 * }
 * }</pre>
 */
public final class Context implements AutoCloseable {

  private final Exosip exosip;

  /** Fires at the end of the loop that runs; null: none does. */
  private final AtomicReference<@Nullable Signal> loop = new AtomicReference<>();

  /** The loops, one after the other, and what they tell of each call. */
  private final OrderedTasks tasks = new OrderedTasks();

  private volatile @Nullable BiConsumer<Context, ExosipEvent> eventCallback;
  private volatile String userAgent = Library.userAgent();

  /** A context on this machine; null: no callback. */
  public Context(@Nullable BiConsumer<Context, ExosipEvent> eventCallback) {
    this(new Exosip(), eventCallback);
  }

  /** A context on one that is there, whose User-Agent is set anew; null: no callback. */
  public Context(Exosip exosip, @Nullable BiConsumer<Context, ExosipEvent> eventCallback) {
    this.exosip = exosip;
    this.eventCallback = eventCallback;
    exosip.setUserAgent(userAgent);
  }

  /** What is below. */
  public Exosip exosip() {
    return exosip;
  }

  // --- network ---

  /** Listens on IPv4, without TLS; the parameters are those of {@link Exosip#listenAddr}. */
  public void listenOnAddress(@Nullable String address, int transport, int port) {
    listenOnAddress(address, transport, port, Exosip.IPV4, false);
  }

  /** Listens, any number of times; see {@link Exosip#listenAddr}. */
  public void listenOnAddress(
      @Nullable String address, int transport, int port, int family, boolean secure) {
    exosip.listenAddr(transport, address, port, family, secure);
  }

  /** The public address in Contact and Via; null: whatever is found out. */
  public void masqueradeContact(@Nullable String publicAddress, int port) {
    exosip.masqueradeContact(publicAddress, port);
  }

  /** The User-Agent; default: name, version, machine and system. */
  public String userAgent() {
    return userAgent;
  }

  /** Sets the User-Agent from now on. */
  public void userAgent(String product) {
    exosip.setUserAgent(product);
    userAgent = product;
  }

  /** Adds a password; realm null: for any realm. */
  public void addAuthenticationInfo(
      String userName, String userId, String password, @Nullable String realm) {
    exosip.addAuthenticationInfo(userName, userId, password, null, realm);
  }

  /** Removes what was added with this user name and realm. */
  public void removeAuthenticationInfo(String userName, @Nullable String realm) {
    exosip.removeAuthenticationInfo(userName, realm);
  }

  // --- events ---

  /** The next event, null if there is none in time; not beside {@link #start}, which takes them. */
  public @Nullable ExosipEvent eventWait(int seconds, int milliseconds) {
    return exosip.eventWait(seconds, milliseconds);
  }

  /** Takes the steps that wait, where {@link Exosip#manual} was chosen; the loop does it, too. */
  public void automaticAction() {
    exosip.automaticAction();
  }

  /** Who is told of events while the loop runs; null: nobody, and they are dropped. */
  public @Nullable BiConsumer<Context, ExosipEvent> eventCallback() {
    return eventCallback;
  }

  /** Sets who is told of the events that the loop takes from now on. */
  public void setEventCallback(@Nullable BiConsumer<Context, ExosipEvent> callback) {
    eventCallback = callback;
  }

  /** Starts the loop, which tells events on virtual threads. */
  public void start() {
    begin(null);
  }

  /**
   * Starts the loop on a virtual thread. The events of one call, registration or subscription are
   * told one after the other in their order; different ones at the same time, as far as the
   * executor has threads. What the callback throws goes to its thread's uncaught-exception handler.
   *
   * @param executor tells the events; null: virtual threads
   * @throws IllegalStateException if the loop runs already, or the context does not listen yet
   */
  public void start(@Nullable Executor executor) {
    begin(executor);
  }

  /** Starts the loop and waits until it is stopped. */
  public void run() throws InterruptedException {
    run(null, null);
  }

  /**
   * As {@link #start(Executor)}, and waits for the loop's end.
   *
   * @param atMost the longest wait, after which the loop goes on; null: no limit
   */
  public void run(@Nullable Executor executor, @Nullable Duration atMost)
      throws InterruptedException {
    var nanos = atMost == null ? Long.MAX_VALUE : atMost.toNanos();
    threads().await(begin(executor), nanos);
  }

  /**
   * Ends the loop. Events that it took are told; later ones wait for {@link #eventWait}, or for the
   * next {@link #start}.
   *
   * @throws IllegalStateException if the loop does not run
   */
  public void stop() {
    if (loop.getAndSet(null) == null) {
      throw new IllegalStateException("the loop does not run: start() it before");
    }
    exosip.endpoint().ifPresent(endpoint -> endpoint.events().wake());
  }

  /** Whether the loop runs. */
  public boolean isRunning() {
    return loop.get() != null;
  }

  private UserThreads threads() {
    return exosip
        .endpoint()
        .orElseThrow(() -> new IllegalStateException("listenOnAddress before"))
        .threads();
  }

  private Signal begin(@Nullable Executor executor) {
    var threads = threads();
    var ended = threads.newSignal();
    if (!loop.compareAndSet(null, ended)) {
      throw new IllegalStateException("the loop runs already: stop() it before");
    }
    Executor telling = executor != null ? executor : task -> threads.start("offhook-event", task);
    tasks.execute(this, () -> take(ended, telling), task -> threads.start("offhook-context", task));
    return ended;
  }

  private void take(Signal ended, Executor telling) {
    try {
      while (ended.equals(loop.get())) {
        var event = exosip.eventWait(0, 50);
        exosip.automaticAction();
        var told = eventCallback;
        if (event != null && told != null) {
          var ids = List.of(event.cid(), event.rid(), event.sid(), event.nid());
          var subject = ids.stream().allMatch(id -> id == 0) ? List.of(event.tid()) : ids;
          tasks.execute(subject, () -> told.accept(this, event), telling);
        }
      }
    } catch (OsipException e) {
      // Interrupted, or the context was quit: that is the end.
    } finally {
      loop.compareAndSet(ended, null);
      ended.fire();
    }
  }

  // --- the lock ---

  /** The lock of this context, which no call needs. */
  public ContextLock lock() {
    return new ContextLock(exosip);
  }

  // --- messages ---

  /** Builds a message: {@code context.buildMessage(it -> new Ack(it, did))}. */
  public <M extends ExosipMessage> M buildMessage(Function<Context, M> kind) {
    return kind.apply(this);
  }

  /** Calls; returns the cid. */
  public int callSendInitInvite(InitInvite invite) {
    return invite.send();
  }

  /** Acknowledges the answer of a dialog by the default ACK. */
  public void callSendAck(int did) {
    exosip.call().sendAck(did, null);
  }

  /** Acknowledges by an ACK that was built. */
  public void callSendAck(Ack ack) {
    ack.send();
  }

  /** Answers by the default of a status, which is none of 200 to 299. */
  public void callSendAnswer(int tid, int status) {
    exosip.call().sendAnswer(tid, status, null);
  }

  /** Answers by what was built. */
  public void callSendAnswer(Answer answer) {
    answer.send();
  }

  /** Ends a call by CANCEL, which returns 1, or by BYE or 603; an id that is 0 is none. */
  public int callTerminate(int cid, int did) {
    return exosip.call().terminate(cid, did);
  }

  // --- the end ---

  /** Stops the loop and ends all at once, as in Python: nothing is sent. */
  public void quit() {
    loop.set(null);
    exosip.quit(Duration.ZERO);
  }

  /** Stops the loop, and ends calls and registrations on the wire; see {@link Exosip#quit()}. */
  @Override
  public void close() {
    loop.set(null);
    exosip.quit();
  }
}
