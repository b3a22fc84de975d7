/**
 * Examines this machine for {@code dcd doctor}: what it offers, and what is wrong with it. One class per
 * {@link org.dcd.pipelines.doctor.Examination}. Those that call native code run in processes of their own, so that a
 * crash is a finding. Start with {@link org.dcd.pipelines.doctor.Doctor}.
 */
package org.dcd.pipelines.doctor;
