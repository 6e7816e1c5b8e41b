package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.offhook.message.Status;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;

/** Any thread uses the API at any time, on real sockets. */
@Timeout(120)
class ManyThreadsTest {

  private static final int THREADS = 30;
  private static final int TIMES = 20;
  private static final SessionDescription SDP =
      SessionDescription.audio("127.0.0.1", 40000, RtpMap.PCMU);

  private static Endpoint endpoint(String name) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .listen(Listen.sip("127.0.0.1", 0))
            .aor("sip:" + name + "@127.0.0.1")
            .build());
  }

  private static String target(Endpoint endpoint, String transport) {
    var port =
        endpoint.listening().stream()
            .map(Object::toString)
            .filter(text -> text.startsWith(transport))
            .map(text -> text.substring(text.lastIndexOf(':')))
            .findFirst()
            .orElseThrow();
    return "sip:bob@127.0.0.1" + port + ";transport=" + transport;
  }

  private interface Act {
    void run(int thread, int time) throws Exception;
  }

  private static void onManyThreads(Act act) throws Exception {
    onThreads(THREADS, TIMES, act);
  }

  private static void onThreads(int threads, int times, Act act) throws Exception {
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        Callable<Boolean> task =
            () -> {
              for (int time = 0; time < times; time++) {
                act.run(thread, time);
              }
              return true;
            };
        all.add(pool.submit(task));
      }
      for (var one : all) {
        one.get(100, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void manyThreadsCallHoldAndHangUp() throws Exception {
    var ended = new AtomicInteger();
    try (var bob = endpoint("bob");
        var alice = endpoint("alice")) {
      bob.onCall(
          call -> {
            call.ring();
            call.answer(SDP).await();
            assertThat(call.ended().await().isOk()).isTrue();
            ended.incrementAndGet();
          });
      onManyThreads(
          (thread, time) -> {
            var call = alice.call(target(bob, thread % 2 == 0 ? "udp" : "tcp"), SDP);
            call.outcome().awaitOk(Duration.ofSeconds(60));
            call.hold().awaitOk(Duration.ofSeconds(60));
            call.message("hello").awaitOk(Duration.ofSeconds(60));
            assertThat(call.hangUp().await(Duration.ofSeconds(60)).cause())
                .isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
          });
    }
    assertThat(ended.get()).isEqualTo(THREADS * TIMES);
  }

  @Test
  void eightThreadsPlaceAThousandCallsEach() throws Exception {
    var ended = new AtomicInteger();
    Set<String> callIds = ConcurrentHashMap.newKeySet();
    try (var bob = endpoint("bob");
        var alice = endpoint("alice")) {
      bob.onCall(
          call -> {
            call.answer(SDP).await();
            call.ended().await();
            ended.incrementAndGet();
          });
      onThreads(
          8,
          1_000,
          (thread, time) -> {
            var call = alice.call(target(bob, "udp"), SDP);
            assertThat(callIds.add(call.callId())).isTrue();
            call.outcome().awaitOk(Duration.ofSeconds(60));
            assertThat(call.hangUp().await(Duration.ofSeconds(60)).cause())
                .isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
          });
      assertThat(alice.calls().await()).isZero();
    }
    assertThat(ended.get()).isEqualTo(callIds.size()).isEqualTo(8_000);
  }

  @Test
  void manyThreadsUseOneCall() throws Exception {
    try (var bob = endpoint("bob");
        var alice = endpoint("alice")) {
      bob.onCall(
          call -> {
            call.answer(SDP).await();
            call.ended().await();
          });
      var call = alice.call(target(bob, "udp"), SDP);
      call.outcome().awaitOk(Duration.ofSeconds(60));
      onManyThreads(
          (thread, time) -> {
            switch (thread % 4) {
              case 0 -> call.hold().awaitOk(Duration.ofSeconds(60));
              case 1 -> call.resume().awaitOk(Duration.ofSeconds(60));
              case 2 -> call.message("x").awaitOk(Duration.ofSeconds(60));
              default -> assertThat(call.dialog().await(Duration.ofSeconds(60))).isPresent();
            }
          });
      assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
      onManyThreads((thread, time) -> call.hangUp());
      assertThat(call.ended().await(Duration.ofSeconds(10)).cause())
          .isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
    }
  }

  @Test
  void manyThreadsTakeFromOneQueue() throws Exception {
    int calls = THREADS * TIMES;
    var taken = new AtomicInteger();
    try (var bob = endpoint("bob");
        var alice = endpoint("alice")) {
      var callers = new Thread(() -> callOneAfterTheOther(alice, target(bob, "udp"), calls));
      callers.start();
      onManyThreads(
          (thread, time) -> {
            while (taken.get() < calls) {
              var event = bob.events().poll(Duration.ofMillis(50));
              if (event.isPresent() && event.get() instanceof CallEvent.Incoming incoming) {
                incoming.call().reject(Status.BUSY_HERE);
                taken.incrementAndGet();
              }
            }
          });
      callers.join(60_000);
      assertThat(taken.get()).isEqualTo(calls);
    }
  }

  private static void callOneAfterTheOther(Endpoint alice, String target, int calls) {
    for (int i = 0; i < calls; i++) {
      alice.call(target, SDP);
    }
  }
}
