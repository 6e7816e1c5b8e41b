package org.offhook.lab.fuzz;

import java.util.List;

/**
 * Something of the library that takes any bytes.
 *
 * @param name as the command line has it
 * @param purpose in a few words
 * @param seeds valid and nearly valid inputs, to be mutated
 * @param words what the grammar is made of, to be put in
 * @param allowance what an input may make its thread allocate, in bytes; for each of its bytes a
 *     fixed number comes on top
 * @param check throws if the library does with an input what it must not do
 */
public record Target(
    String name,
    String purpose,
    List<byte[]> seeds,
    List<String> words,
    long allowance,
    Check check) {

  private static final long ALLOWANCE = 8L << 20;

  /** With the usual allowance. */
  public Target(String name, String purpose, List<byte[]> seeds, List<String> words, Check check) {
    this(name, purpose, seeds, words, ALLOWANCE, check);
  }

  /** What must hold of an input. */
  @FunctionalInterface
  public interface Check {

    /** Whatever is thrown is a finding; the array may be kept, but not changed. */
    void run(byte[] input) throws Exception;
  }
}
