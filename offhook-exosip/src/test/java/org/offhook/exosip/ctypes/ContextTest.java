package org.offhook.exosip.ctypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.exosip.EventType;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.OsipErrors;
import org.offhook.exosip.OsipMessage;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** A context by the names of the Python binding: what that one's own tests ask, and the loop. */
@ExtendWith(SimWorldExtension.class)
class ContextTest {

  private static final String SELF = "sip:self@10.0.0.1";
  private static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 10.0.0.1
      s=-
      c=IN IP4 10.0.0.1
      t=0 0
      m=audio 4000 RTP/AVP 0
      """
          .replace("\n", "\r\n");

  private interface Play {
    void play(Context context) throws Exception;
  }

  private static void alone(
      SimWorld world, @Nullable BiConsumer<Context, ExosipEvent> callback, Play play) {
    world.run(
        () -> {
          try (var context = on(world, "10.0.0.1", callback)) {
            play.play(context);
          }
        });
  }

  private static Context on(
      SimWorld world, String address, @Nullable BiConsumer<Context, ExosipEvent> callback) {
    var context = new Context(new Exosip(world.host("host-" + address, address)), callback);
    context.listenOnAddress(address, Exosip.UDP, 5060);
    return context;
  }

  private static InitInvite invite(Context context, String to) {
    var invite = context.buildMessage(it -> new InitInvite(it, to, SELF, null, "lunch"));
    invite.message().contentType("application/sdp").body(SDP);
    return invite;
  }

  private static void answers(Context context, ExosipEvent invite) {
    var answer = new Answer(context, invite.tid(), 200);
    answer.message().contentType("application/sdp").body(SDP);
    context.callSendAnswer(answer);
  }

  private static ExosipEvent next(Context context, EventType type) {
    for (var event = context.eventWait(40, 0); event != null; event = context.eventWait(40, 0)) {
      if (event.type() == type) {
        return event;
      }
    }
    throw new AssertionError("no " + type);
  }

  private static OsipMessage request(ExosipEvent event) {
    return Objects.requireNonNull(event.request());
  }

  private static void sleep(Context context, int milliseconds) {
    try {
      context.exosip().endpoint().orElseThrow().sleep(Duration.ofMillis(milliseconds));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aContextThatCallsItselfSeesOneCallId(SimWorld world) {
    alone(
        world,
        null,
        context -> {
          var invite = invite(context, SELF);
          assertThat(invite.message().to()).isEqualTo("<" + SELF + ">");
          assertThat(invite.message().from()).startsWith("<" + SELF + ">;tag=");
          assertThat(invite.message().header("Subject")).isEqualTo("lunch");
          assertThat(invite.route()).isNull();
          var callId = invite.message().callId();
          int cid = context.callSendInitInvite(invite);
          var asked = next(context, EventType.CALL_INVITE);
          assertThat(request(asked).callId()).isEqualTo(callId);
          context.callSendAnswer(asked.tid(), 180);
          answers(context, asked);
          var answered = next(context, EventType.CALL_ANSWERED);
          assertThat(request(answered).callId()).isEqualTo(callId);
          assertThat(answered.cid()).isEqualTo(cid);
          assertThat(new Ack(context, answered.did()).send()).isZero();
          assertThat(next(context, EventType.CALL_ACK).cid()).isEqualTo(asked.cid());
          assertThat(context.callTerminate(cid, 0)).isZero();
          next(context, EventType.CALL_CLOSED);
        });
  }

  @Test
  void aRouteLeadsTheInvite(SimWorld world) {
    alone(
        world,
        null,
        context -> {
          var elsewhere = "sip:bob@example.com";
          var invite = new InitInvite(context, elsewhere, SELF, "<sip:10.0.0.1;lr>", null);
          assertThat(invite.route()).isEqualTo("<sip:10.0.0.1;lr>");
          int cid = invite.send();
          assertThat(request(next(context, EventType.CALL_INVITE)).requestUri())
              .isEqualTo(elsewhere);
          context.callTerminate(cid, 0);
        });
  }

  @Test
  void threeThreadsShareTheLock() throws InterruptedException {
    var context = new Context(null);
    var counted = new int[1];
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int turn = 0; turn < 2000; turn++) {
                      try (var outer = context.lock().acquire();
                          var inner = context.lock().acquire()) {
                        counted[0] += outer.isLocked() && inner.isLocked() ? 1 : 0;
                      }
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(counted[0]).isEqualTo(6000);
    assertThat(context.lock().isLocked()).isFalse();
    assertThatThrownBy(() -> context.lock().release())
        .isInstanceOf(OsipErrors.OsipWrongState.class);
  }

  @Test
  void itListensWhereItIsTold() {
    try (var context = new Context(null)) {
      context.listenOnAddress("127.0.0.1", Exosip.UDP, 0);
      context.listenOnAddress("127.0.0.1", Exosip.TCP, 0, Exosip.IPV4, false);
      assertThat(context.exosip().listening()).hasSize(2);
      assertThatThrownBy(() -> context.listenOnAddress("127.0.0.1", 132, 0))
          .isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
  }

  @Test
  void theUserAgentIsSetReadAndSent(SimWorld world) {
    alone(
        world,
        null,
        context -> {
          assertThat(context.userAgent())
              .startsWith("Offhook/" + Library.version() + " (")
              .contains(System.getProperty("os.name"));
          assertThat(called(context).header("User-Agent")).isEqualTo(context.userAgent());
          context.userAgent("Door bell/7");
          assertThat(context.userAgent()).isEqualTo("Door bell/7");
          assertThat(called(context).header("User-Agent")).isEqualTo("Door bell/7");
        });
  }

  @Test
  void thePublicAddressIsShownAndForgotten(SimWorld world) {
    world.run(
        () -> {
          var context = on(world, "10.0.0.1", null);
          var far = on(world, "203.0.113.9", null);
          context.masqueradeContact("203.0.113.7", 5070);
          var masqueraded = new InitInvite(context, "sip:far@203.0.113.9", SELF);
          masqueraded.send();
          assertThat(request(next(far, EventType.CALL_INVITE)).contacts().toString())
              .contains("203.0.113.7:5070");
          context.masqueradeContact(null, 0);
          new InitInvite(context, "sip:far@203.0.113.9", SELF).send();
          assertThat(request(next(far, EventType.CALL_INVITE)).contacts().toString())
              .contains("10.0.0.1");
          context.close();
          far.close();
        });
  }

  /** The INVITE of a call to itself, which it declines. */
  private static OsipMessage called(Context context) {
    context.callSendInitInvite(invite(context, SELF));
    var asked = next(context, EventType.CALL_INVITE);
    context.callTerminate(asked.cid(), 0);
    return request(asked);
  }

  @Test
  void aWaitOfASecondReturnsNone(SimWorld world) {
    alone(
        world,
        null,
        context -> {
          var before = world.now();
          assertThat(context.eventWait(1, 0)).isNull();
          assertThat(world.now().minus(before)).isEqualTo(Duration.ofSeconds(1));
        });
  }

  @Test
  void theLoopStartsAndStopsOnce(SimWorld world) {
    alone(
        world,
        null,
        context -> {
          assertThat(context.isRunning()).isFalse();
          assertThatThrownBy(context::stop).isInstanceOf(IllegalStateException.class);
          for (int turn = 0; turn < 2; turn++) {
            context.start();
            assertThat(context.isRunning()).isTrue();
            assertThatThrownBy(context::start).isInstanceOf(IllegalStateException.class);
            context.stop();
            assertThat(context.isRunning()).isFalse();
            assertThatThrownBy(context::stop).isInstanceOf(IllegalStateException.class);
          }
        });
    assertThatThrownBy(() -> new Context(null).start()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void runWaitsForTheEndButNoLongerThanItIsTold(SimWorld world) {
    alone(
        world,
        (context, event) -> context.stop(),
        context -> {
          var before = world.now();
          context.run(null, Duration.ofSeconds(3));
          assertThat(world.now().minus(before)).isEqualTo(Duration.ofSeconds(3));
          assertThat(context.isRunning()).isTrue();
          context.stop();

          int cid = context.callSendInitInvite(invite(context, SELF));
          context.run();
          assertThat(context.isRunning()).isFalse();
          context.callTerminate(cid, 0);
        });
  }

  @Test
  void realTimeIsNoDifferent() throws InterruptedException {
    try (var context = new Context((it, event) -> it.stop())) {
      context.listenOnAddress("127.0.0.1", Exosip.UDP, 0);
      for (int turn = 0; turn < 20; turn++) {
        context.start();
        context.stop();
      }
      int port = context.exosip().listening().getFirst().address().getPort();
      var self = "sip:self@127.0.0.1:" + port;
      int cid = new InitInvite(context, self, self).send();
      context.run();
      context.callTerminate(cid, 0);
    }
  }

  /** The callback of the first call takes ten seconds for each event; the second is not held up. */
  @Test
  void theEventsOfOneCallKeepTheirOrderAndHoldNobodyUp(SimWorld world) {
    var told = new ArrayList<String>();
    world.run(
        () -> {
          var slow = new AtomicInteger();
          var bob =
              on(
                  world,
                  "10.0.0.2",
                  (it, event) -> {
                    slow.compareAndSet(0, event.cid());
                    var who = event.cid() == slow.get() ? "slow " : "quick ";
                    told.add("begin " + who + event.type());
                    if (event.cid() == slow.get()) {
                      sleep(it, 10_000);
                    }
                    told.add("end " + who + event.type());
                  });
          bob.start();
          var alice = on(world, "10.0.0.1", null);
          for (int call = 0; call < 2; call++) {
            int cid = alice.callSendInitInvite(invite(alice, "sip:bob@10.0.0.2"));
            next(alice, EventType.CALL_PROCEEDING);
            assertThat(alice.callTerminate(cid, 0)).isEqualTo(1);
            next(alice, EventType.CALL_RELEASED);
          }
          sleep(bob, 60_000);
          alice.close();
          bob.close();
        });
    var types = List.of("CALL_INVITE", "CALL_CANCELLED", "CALL_CLOSED", "CALL_RELEASED");
    for (var who : List.of("slow ", "quick ")) {
      assertThat(told.stream().filter(line -> line.contains(who)))
          .containsExactlyElementsOf(
              types.stream()
                  .flatMap(t -> List.of("begin " + who + t, "end " + who + t).stream())
                  .toList());
    }
    assertThat(told.indexOf("end quick CALL_RELEASED"))
        .isLessThan(told.indexOf("begin slow CALL_RELEASED"));
  }

  @Test
  void anExecutorTellsTheEventsAndAFailureIsNotTheLast(SimWorld world) {
    var failures = new ArrayList<Throwable>();
    var tasks = new AtomicInteger();
    var types = new ArrayList<EventType>();
    alone(
        world,
        (it, event) -> {
          types.add(event.type());
          Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> failures.add(e));
          if (event.type() == EventType.CALL_INVITE) {
            it.callTerminate(event.cid(), 0);
            throw new IllegalArgumentException("a fault of the program");
          }
        },
        context -> {
          context.start(
              task -> {
                tasks.incrementAndGet();
                task.run();
              });
          context.callSendInitInvite(invite(context, SELF));
          sleep(context, 10_000);
          assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
          assertThat(types).contains(EventType.CALL_GLOBALFAILURE, EventType.CALL_RELEASED);
          assertThat(tasks.get()).isEqualTo(types.size());
          context.setEventCallback(null);
          assertThat(context.eventCallback()).isNull();
        });
  }

  @Test
  void quitSendsNothing(SimWorld world) {
    leaves(world, Context::quit, false);
  }

  @Test
  void closeHangsUp(SimWorld world) {
    leaves(world, Context::close, true);
  }

  private static void leaves(SimWorld world, Consumer<Context> leaving, boolean isTold) {
    world.run(
        () -> {
          var bob = on(world, "10.0.0.2", null);
          var alice = on(world, "10.0.0.1", null);
          alice.callSendInitInvite(invite(alice, "sip:bob@10.0.0.2"));
          answers(bob, next(bob, EventType.CALL_INVITE));
          next(bob, EventType.CALL_ACK);
          alice.start();
          leaving.accept(alice);
          assertThat(alice.isRunning()).isFalse();
          var end = bob.eventWait(5, 0);
          assertThat(end != null).as("%s", end).isEqualTo(isTold);
          bob.quit();
        });
  }

  @Test
  void loadingDoesNothing() {
    Library.initialize("/nowhere/libeXosip2.so");
    Library.unload();
    assertThat(Library.DLL_NAME).isEmpty();
    assertThat(Library.version()).isEqualTo(Exosip.version());
    assertThat(new MallocError("no memory")).hasMessage("no memory");
  }
}
