"""What the network learns from and how: pages, augmentation, training program. Nothing installed imports it."""
