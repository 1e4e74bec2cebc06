"""A Hugging Face wav2vec2 CTC checkpoint → OpenVINO graphs and a manifest. `../add_checkpoint.py` is the command."""
