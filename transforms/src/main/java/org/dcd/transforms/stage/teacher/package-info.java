/** Trains a denoiser on measurements. Start with {@link org.dcd.transforms.stage.teacher.TeacherSpec}. */
package org.dcd.transforms.stage.teacher;
