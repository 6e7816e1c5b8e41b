package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The records of a handshake in the order that the engine wants (RFC 6347 §4.2.2, §4.2.3). */
class DtlsOrderTest {

  private static final byte[] HELLO = hello(false);
  private static final byte[] HELLO_WITH_TICKET = hello(true);

  private int number;

  /** A ServerHello with one extension: the session ticket's, or another one. */
  private static byte[] hello(boolean ticket) {
    return ByteBuffer.allocate(2 + 32 + 1 + 4 + 3 + 2 + 4)
        .put(34, (byte) 4)
        .putShort(42, (short) 4)
        .putShort(44, (short) (ticket ? 35 : 23))
        .array();
  }

  private ByteBuffer record(int type, int epoch, byte... content) {
    var out = ByteBuffer.allocate(13 + content.length).put((byte) type).putShort((short) 0xFEFD);
    out.putLong(((long) epoch << 48) | number++).putShort((short) content.length);
    return out.put(content).flip();
  }

  private ByteBuffer message(int sequence, int type, byte[] body, int offset, int size) {
    var out = ByteBuffer.allocate(12 + size).put((byte) type);
    out.put((byte) 0).putShort((short) body.length).putShort((short) sequence);
    out.put((byte) 0).putShort((short) offset).put((byte) 0).putShort((short) size);
    return record(22, 0, out.put(body, offset, size).array());
  }

  private ByteBuffer message(int sequence, int type, byte... body) {
    return message(sequence, type, body, 0, body.length);
  }

  private ByteBuffer changeCipher() {
    return record(20, 0, (byte) 1);
  }

  private ByteBuffer finished() {
    return record(22, 1, new byte[40]);
  }

  /** What the engine gets: message types, {@code CCS}, {@code encrypted}, {@code alert}. */
  private static List<String> taken(DtlsOrder order) {
    var taken = new ArrayList<String>();
    while (order.hasReady()) {
      var record = order.ready();
      taken.add(
          switch (DtlsRecord.type(record)) {
            case 20 -> "CCS";
            case 21 -> "alert";
            default -> DtlsRecord.epoch(record) == 1 ? "encrypted" : "" + record.get(13);
          });
      order.taken();
    }
    return taken;
  }

  private List<ByteBuffer> serverFlights() {
    return new ArrayList<>(
        List.of(
            message(0, 2, HELLO_WITH_TICKET),
            message(1, 11, new byte[700], 0, 300),
            message(1, 11, new byte[700], 300, 400),
            message(2, 12, new byte[70]),
            message(3, 14),
            message(4, 4, new byte[200]),
            changeCipher(),
            finished()));
  }

  @Test
  void anyOrderAndAnyRepetitionBecomesTheRightOne() {
    var random = new Random(1);
    for (int round = 0; round < 500; round++) {
      var order = new DtlsOrder(true, 0);
      var records = serverFlights();
      records.addAll(serverFlights());
      Collections.shuffle(records, random);
      var taken = new ArrayList<String>();
      for (var record : records) {
        order.add(record);
        taken.addAll(taken(order));
      }
      assertThat(taken).startsWith("2", "11", "12", "14", "4", "CCS", "encrypted");
      assertThat(taken.subList(7, taken.size())).containsOnly("encrypted").hasSize(1);
    }
  }

  @Test
  void recordsAreNumberedWithoutGaps() {
    var order = new DtlsOrder(true, 0);
    var records = serverFlights();
    Collections.shuffle(records, new Random(2));
    records.forEach(order::add);
    for (int expected = 0; order.hasReady() && DtlsRecord.epoch(order.ready()) == 0; expected++) {
      assertThat(order.ready().getLong(3)).isEqualTo(expected);
      order.taken();
    }
  }

  @Test
  void aTicketIsAwaitedWhereTheServerHasAnnouncedOne() {
    for (boolean ticket : new boolean[] {false, true}) {
      var order = new DtlsOrder(true, 0);
      order.add(message(0, 2, ticket ? HELLO_WITH_TICKET : HELLO));
      order.add(message(1, 14));
      order.add(changeCipher());
      order.add(finished());
      assertThat(taken(order).contains("CCS")).isNotEqualTo(ticket);
    }
  }

  @Test
  void aClientsProofIsAwaitedWhereItHasShownACertificate() {
    for (int certificate : new int[] {3, 500}) {
      var order = new DtlsOrder(false, 1);
      order.add(message(1, 1, new byte[100]));
      order.add(message(2, 11, new byte[certificate]));
      order.add(message(3, 16, new byte[60]));
      order.add(changeCipher());
      order.add(finished());
      assertThat(taken(order).contains("CCS")).isEqualTo(certificate == 3);
      order.add(message(4, 15, new byte[70]));
      assertThat(taken(order).contains("CCS")).isEqualTo(certificate != 3);
    }
  }

  @Test
  void fragmentsMayOverlap() {
    var body = new byte[100];
    new Random(3).nextBytes(body);
    var order = new DtlsOrder(true, 0);
    order.add(message(0, 11, body, 0, 60));
    order.add(message(0, 11, body, 90, 10));
    assertThat(order.hasReady()).isFalse();
    order.add(message(0, 11, body, 40, 50));
    var record = order.ready();
    var whole = new byte[100];
    record.get(25, whole);
    assertThat(whole).isEqualTo(body);
  }

  @Test
  void whatContradictsOrLiesIsDropped() {
    var order = new DtlsOrder(true, 0);
    order.add(message(0, 11, new byte[50], 0, 20));
    order.add(message(0, 12, new byte[50], 20, 30));
    order.add(message(0, 11, new byte[60], 20, 30));
    var tooLong = message(0, 11, new byte[50], 20, 30);
    tooLong.putShort(13 + 10, (short) 31);
    order.add(tooLong);
    order.add(record(22, 0, new byte[11]));
    order.add(record(23, 0, new byte[11]));
    order.add(record(21, 1, new byte[11]));
    order.add(record(21, 0, (byte) 3, (byte) 40));
    order.add(record(21, 0, (byte) 2));
    assertThat(order.hasReady()).isFalse();
    order.add(record(21, 0, (byte) 2, (byte) 40));
    assertThat(taken(order)).containsExactly("alert");
  }

  @Test
  void whatWaitsIsBounded() {
    var order = new DtlsOrder(true, 0);
    for (int sequence = 1; sequence < 60_000; sequence += 7) {
      order.add(message(sequence, 11, new byte[30_000], 0, 1));
    }
    for (int i = 0; i < 1_000; i++) {
      order.add(finished());
    }
    order.add(message(0, 2, HELLO));
    order.add(message(1, 14));
    order.add(changeCipher());
    assertThat(taken(order)).as("message 1 is another one already").containsExactly("2");
    var fresh = new DtlsOrder(true, 0);
    for (int i = 0; i < 1_000; i++) {
      fresh.add(finished());
    }
    fresh.add(message(0, 2, HELLO));
    fresh.add(message(1, 14));
    fresh.add(changeCipher());
    assertThat(taken(fresh))
        .containsExactlyElementsOf(
            Arrays.asList("2", "14", "CCS", "encrypted", "encrypted", "encrypted", "encrypted"));
  }
}
